"""A table of Word as a plain grid: merged cells are taken apart, so that every row can be read on its own."""

from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from school.people.rules import Refused

MOST_CELLS, MOST_COLUMNS = 5000, 20
Grid = list[list[Element]]


def grid_of(table: Element) -> tuple[Grid, bool]:
    """Rows of cells, and whether any were merged. Words of a tall cell are repeated in each row, those of a wide one stand in its first column."""
    grid: Grid = []
    merged = False
    hanging: dict[int, tuple[int, Element]] = {}
    for row in own_rows(table):
        cells: list[Element] = []
        for cell in row:
            hung(cells, hanging)
            wide, tall = span(cell, "colspan", MOST_COLUMNS + 1), span(cell, "rowspan", MOST_CELLS)
            merged |= wide > 1 or tall > 1
            for place in range(wide):
                shown = cell if place == 0 else Element("td")
                if tall > 1:
                    hanging[len(cells)] = (tall - 1, shown)
                cells.append(shown)
        hung(cells, hanging)
        grid.append(cells)
        if len(cells) > MOST_COLUMNS or len(grid) * max(len(row) for row in grid) > MOST_CELLS:
            raise Refused(_("В документе слишком большая таблица. Приложите её отдельным файлом."))
    return grid, merged


def hung(cells: list[Element], hanging: dict[int, tuple[int, Element]]) -> None:
    """The cells that come down from rows above, up to the next free column."""
    while len(cells) in hanging:
        left, cell = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (left - 1, cell)
        cells.append(cell)


def span(cell: Element, name: str, most: int) -> int:
    given = cell.get(name, "1")
    return min(max(int(given), 1), most) if given.isascii() and given.isdigit() else 1


def own_rows(table: Element) -> list[Element]:
    """Not those of a table inside a table: its words stay in their cell."""
    rows: list[Element] = []
    for node in table:
        rows += [node] if node.tag == "tr" else [row for row in node if row.tag == "tr"]
    return rows


def is_frame(rows: Grid) -> bool:
    """One column or one cell: a box around text, not a table."""
    return all(len(row) <= 1 for row in rows)
