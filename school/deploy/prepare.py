"""From a bare machine to a running command: `prepare.py demo|test|check|bench|lock`.

Runs on the system's own Python with the standard library alone, so it must also parse on Pythons too old for the school.
Everything that can be refused is refused before anything long begins, in one line.
"""

import ctypes
import ctypes.util
import fcntl
import glob
import hashlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from typing import Dict, List, NoReturn  # the old names: see above

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "school-requirements.json")
OLDEST, TOO_NEW = (3, 11), (3, 15)
APT = {
    "pango": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "gettext": ["gettext"],
    "chromium": ["chromium"],
    "poppler": ["poppler-utils"],
    "zbar": ["zbar-tools"],
    "unzip": ["unzip"],
    "word": ["libreoffice-writer-nogui"],
    "postgresql": ["postgresql"],
}
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
LIBRARIES = ["pango-1.0", "pangoft2-1.0", "harfbuzz-subset"]


def stop(line: str) -> NoReturn:
    """End with one clear line and no traceback."""
    sys.stderr.write("✗ " + line + "\n")
    sys.exit(1)


def say(line: str) -> None:
    sys.stdout.write("• " + line + "\n")
    sys.stdout.flush()


def choose_python() -> None:
    """Go on under this Python if it suits, else under a suitable one found beside it."""
    if OLDEST <= sys.version_info[:2] < TOO_NEW:
        return
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)
        if other and subprocess.call([other, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(other, [other] + sys.argv)
    stop("Нужен Python от 3.11 до 3.14, а здесь %d.%d. Укажите другой: make demo PYTHON=/путь/к/python3.11" % sys.version_info[:2])


def check_folder() -> None:
    """The folder takes our files, or we say so at once."""
    for folder in (ROOT, os.path.join(ROOT, "var"), VENV):
        probe = os.path.join(folder, ".school-probe-%d" % os.getpid())
        try:
            if folder == os.path.join(ROOT, "var"):
                os.makedirs(folder, exist_ok=True)
            if os.path.isdir(folder):
                with open(probe, "w"):
                    pass
                os.unlink(probe)
        except OSError as error:
            stop("Папка %s закрыта для записи: %s." % (folder, error.strerror or error))


def check_address() -> None:
    """HOST and PORT are good and free."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        stop("PORT=%s – не номер порта (от 1 до 65535)." % port)
    os.environ["HOST"], os.environ["PORT"] = host, port
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except PermissionError:
        stop("Порт %s открывает только администратор. Возьмите другой: make demo PORT=8000" % port)
    except OSError as error:
        if isinstance(error, socket.gaierror):
            stop("HOST=%s – такого адреса нет." % host)
        stop("Адрес %s:%s занят или недоступен (%s). Возьмите другой порт: make demo PORT=%d" % (host, port, error.strerror, int(port) % 65535 + 1))


def take_demo() -> None:
    """One demo in one folder. The open file goes over to the server and holds the lock while it lives."""
    lock = os.open(os.path.join(ROOT, "var", "demo.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop("Демонстрация из этой папки уже запущена: остановите её (Ctrl-C в её окне) и повторите.")
    os.set_inheritable(lock, True)


def missing_parts(goal: str) -> List[str]:
    """System packages that are not here yet, as apt names."""
    missing = []
    if not os.path.exists(VENV_PYTHON) and not has_module("ensurepip"):
        missing.append("python%d.%d-venv" % sys.version_info[:2])
    if not all(has_library(name) for name in LIBRARIES):
        missing += APT["pango"]
    if not shutil.which("msgfmt"):
        missing += APT["gettext"]
    if goal == "test":
        for part, program in {"poppler": "pdftotext", "zbar": "zbarimg", "unzip": "unzip", "word": "soffice"}.items():
            if not shutil.which(program):
                missing += APT[part]
        if not any(shutil.which(name) for name in BROWSERS):
            missing += APT["chromium"]
        if not glob.glob("/usr/lib/postgresql/*/bin/initdb") and not shutil.which("initdb"):
            missing += APT["postgresql"]
    return missing


def has_module(name: str) -> bool:
    return subprocess.call([sys.executable, "-c", "import venv, " + name], stderr=subprocess.DEVNULL) == 0


def has_library(name: str) -> bool:
    names = ["lib%s.so.0" % name, "lib%s.0.dylib" % name, ctypes.util.find_library(name)]
    if sys.platform.startswith("linux"):
        names = names[:1]  # find_library asks a compiler there, slowly
    for candidate in filter(None, names):
        try:
            ctypes.CDLL(candidate)
        except OSError:
            continue
        return True
    return False


def is_ubuntu() -> bool:
    try:
        with open("/etc/os-release") as about:
            return "ID=ubuntu\n" in about
    except OSError:
        return False


def install_parts(packages: List[str]) -> None:
    """As root through apt; for anyone else the exact command."""
    if "chromium" in packages and is_ubuntu():
        stop("Нужен браузер, в Ubuntu он ставится так: sudo snap install chromium")
    if not shutil.which("apt-get"):
        stop("Не хватает системных частей; в Debian они называются так: " + " ".join(packages))
    command = ["apt-get", "install", "-y", "--no-install-recommends"] + packages
    if os.geteuid() != 0:
        stop("Не хватает системных частей. Выполните: sudo apt-get update && sudo " + " ".join(command))
    say("Устанавливаются системные части: " + " ".join(packages))
    environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.call(["apt-get", "update", "-qq"], env=environ)
    if subprocess.call(command, env=environ) != 0:
        stop("apt не справился. Повторите: apt-get update && " + " ".join(command))


def digest(*names: str) -> str:
    total = hashlib.sha256()
    for name in names:
        with open(os.path.join(ROOT, "requirements", name + ".txt"), "rb") as source:
            total.update(source.read())
    return total.hexdigest()


def read_stamp() -> Dict[str, str]:
    try:
        with open(STAMP) as stamp:
            return json.load(stamp)
    except (OSError, ValueError):
        return {}


def make_venv(moved: bool) -> None:
    """A virtual environment with a working pip, made again when it is broken or the folder was moved: its scripts name their place."""
    works = "import sys, pip; sys.exit(not (%r <= sys.version_info[:2] < %r))" % (OLDEST, TOO_NEW)
    if not moved and os.path.exists(VENV_PYTHON) and subprocess.call([VENV_PYTHON, "-c", works], stderr=subprocess.DEVNULL) == 0:
        return
    say("Создаётся .venv")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]) != 0:
        stop("Не удалось создать .venv: см. строки выше.")


def install_requirements(name: str) -> None:
    """Pinned and hashed; a stamp makes the second start quick."""
    wanted = {"place": VENV, "base": digest("base")}
    if name == "dev":
        wanted["dev"] = digest("base", "dev")
    stamp = read_stamp()
    if os.path.exists(VENV_PYTHON) and all(stamp.get(key) == value for key, value in wanted.items()):
        return
    make_venv(moved=stamp.get("place", VENV) != VENV)
    stamp = read_stamp()  # gone with the old environment
    say("Устанавливаются зависимости из requirements/%s.txt (первый раз – несколько минут)" % name)
    command = [VENV_PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--compile", "-r", os.path.join(ROOT, "requirements", name + ".txt")]
    if subprocess.call(command) != 0:
        stop("pip не справился: см. строки выше. Проверьте сеть и повторите команду.")
    with open(STAMP, "w") as out:
        json.dump(dict(stamp, **wanted), out)


def compile_catalogues() -> None:
    """*.mo beside every *.po of ours that is newer."""
    for source in glob.glob(os.path.join(ROOT, "school", "*", "*", "LC_MESSAGES", "*.po")):
        target = source[:-3] + ".mo"
        if os.path.exists(target) and os.path.getmtime(target) >= os.path.getmtime(source):
            continue
        if subprocess.call(["msgfmt", "--check-format", "-o", target, source]) != 0:
            stop("Не собрался перевод " + os.path.relpath(source, ROOT))


def start_fresh() -> None:
    demo = os.path.join(ROOT, "var", "demo")
    if os.environ.get("FRESH", "") in ("", "0"):
        return
    say("Демонстрация начинается заново: папка var/demo удаляется")
    try:
        shutil.rmtree(demo)
    except FileNotFoundError:
        pass
    except OSError as error:
        stop("Папку %s удалить не удалось: %s." % (demo, error.strerror or error))


def demo_key() -> str:
    """A key of this demo alone: a key that everybody knows would let the neighbours in the network in."""
    path = os.path.join(ROOT, "var", "demo", "secret-key")
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as key:
            key.write(secrets.token_urlsafe(60))
    with open(path) as key:
        return key.read().strip()


def set_demo_environment() -> None:
    """The demo keeps to its own data and sends no mail, whatever the shell was set up for."""
    for name in ("DATABASE_URL", "DATA_DIR", "STATIC_ROOT", "EMAIL_URL", "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(name, None)
    os.environ.update(MODE="demo", PYTHONUNBUFFERED="1", SECRET_KEY=demo_key())
    if os.environ["HOST"] in ("0.0.0.0", "::"):
        os.environ["ALLOWED_HOSTS"] = "*"
        os.environ["BASE_URL"] = "http://127.0.0.1:" + os.environ["PORT"]
    elif ":" in os.environ["HOST"]:
        os.environ["ALLOWED_HOSTS"] = "[%s],localhost" % os.environ["HOST"]
        os.environ["BASE_URL"] = "http://[%s]:%s" % (os.environ["HOST"], os.environ["PORT"])


def main(goal: str) -> NoReturn:
    commands = {
        "demo": ["manage.py", "run_school", "--demo"],
        "test": ["school/deploy/checks.py", "all"],
        "check": ["school/deploy/checks.py", "fast"],
        "bench": ["-m", "tests.bench"],
        "lock": ["school/deploy/checks.py", "lock"],
    }
    choose_python()
    os.chdir(ROOT)
    check_folder()
    if goal == "demo":
        check_address()
        take_demo()
    missing = missing_parts(goal)
    if missing:
        install_parts(missing)
    install_requirements("base" if goal == "demo" else "dev")
    compile_catalogues()
    if goal == "demo":
        start_fresh()
        set_demo_environment()
    os.execv(VENV_PYTHON, [VENV_PYTHON] + commands[goal])


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("demo", "test", "check", "bench", "lock"):
        stop("Так: python3 school/deploy/prepare.py demo|test|check|bench|lock")
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        stop("Остановлено.")
