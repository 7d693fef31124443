"""A Word file with as many answers by plain docxtpl, as its own pages show: `python plain_word.py ANSWERS`."""

import json
import sys
import tempfile
import time
from pathlib import Path

STARTED = time.perf_counter()

from docx import Document  # noqa: E402  -- the clock starts before the import, which is what is measured
from docxtpl import DocxTemplate  # noqa: E402
from timing import memory_now, spread  # noqa: E402

SAID = "Loves swimming, and will try any fruit cut into stars. " * 5
ROWS = 20


def template(path: Path, answers: int) -> None:
    document = Document()
    for number in range(answers):
        if number % 6 == 0:
            document.add_heading(f"Section {number // 6 + 1}", 1)
        document.add_heading(f"Question {number + 1}", 2)
        document.add_paragraph(f"{{{{ answer_{number} }}}}")
    table = document.add_table(rows=4, cols=3)
    table.rows[0].cells[0].text = "What"
    table.rows[1].cells[0].text = "{%tr for row in rows %}"
    for cell, name in zip(table.rows[2].cells, ("what", "who", "when"), strict=True):
        cell.text = f"{{{{ row.{name} }}}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    document.save(str(path))


def render(path: Path, answers: int, to: Path) -> float:
    start = time.perf_counter()
    word = DocxTemplate(str(path))
    said: dict[str, object] = {f"answer_{number}": SAID for number in range(answers)}
    said["rows"] = [{"what": "Inhaler", "who": "Carer", "when": "8 am"}] * ROWS
    word.render(said, autoescape=True)
    word.save(str(to))
    return time.perf_counter() - start


if __name__ == "__main__":
    answers = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path, to = Path(folder, "template.docx"), Path(folder, "out.docx")
        template(path, answers)
        first = render(path, answers, to) * 1000
        again = spread([render(path, answers, to) for _ in range(20)])
        print(
            json.dumps({"first": first, **again, "memory": memory_now(), "size": to.stat().st_size})
        )
