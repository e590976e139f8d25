# Две команды: make demo и make test. Остальное – make help.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT FRESH

.DEFAULT_GOAL := help
.PHONY: help demo test check bench lock

help:
	@echo 'make demo   школа с примерами на http://HOST:PORT (HOST=127.0.0.1 PORT=8000; FRESH=1 – начать заново)'
	@echo 'make test   все проверки: SQLite, PostgreSQL, браузер, стиль, типы, правила дома'
	@echo 'make check  только быстрые проверки'
	@echo 'make bench  замеры скорости, итог в var/bench.json'
	@echo 'make lock   заново закрепить зависимости в requirements/'

demo:
	@exec $(PYTHON) school/deploy/prepare.py demo

test:
	@exec $(PYTHON) school/deploy/prepare.py test

check:
	@exec $(PYTHON) school/deploy/prepare.py check

bench:
	@exec $(PYTHON) school/deploy/prepare.py bench

lock:
	@exec $(PYTHON) school/deploy/prepare.py lock
