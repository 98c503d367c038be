"""The illustrated report (图文版): one page anybody can read, with charts that compare the years.

It is one file that fetches nothing and runs nothing: it can be put on any website, mailed, printed.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from workflow.reports.annual.charts import Chart, charts, outcomes
from workflow.reports.annual.form import CARRIED_IN, CARRIED_OUT, COLUMNS, HANDLED, NEW, TOTAL
from workflow.reports.annual.layout import Line, body_three, head_three
from workflow.reports.annual.report import RULES, Report
from workflow.reports.annual.told import PARTS
from workflow.reports.drawing import FONTS

#: How many years are compared.
YEARS = 5
_STYLE = f"""
:root {{ color-scheme: light; }} * {{ box-sizing: border-box; }}
body {{ margin: 0; font: 17px/1.75 {FONTS}; color: #1b2430; background: #f3f5f8; }}
main {{ max-width: 860px; margin: 0 auto; padding: 0 1rem 3rem; }}
header {{ background: #0a3566; color: #fff; border-bottom: 5px solid #c8102e;
  padding: 2.2rem 1rem 1.8rem; text-align: center; }}
h1 {{ font-size: 1.75rem; line-height: 1.35; margin: 0; }}
header p {{ margin: .5rem 0 0; color: #d7e3f2; }}
h2 {{ font-size: 1.3rem; border-left: 6px solid #c8102e; padding-left: .6rem;
  margin: 2.2rem 0 .6rem; }}
section, .tiles div {{ background: #fff; border: 1px solid #d5dbe3; border-radius: 8px; }}
section {{ padding: .2rem 1.1rem 1rem; margin: 1rem 0; }} section h2 {{ margin-top: 1rem; }}
.tiles {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem;
  margin: 1.2rem 0; }}
.tiles div {{ padding: .7rem .9rem; text-align: center; border-top: 5px solid #0f4c92; }}
.tiles b {{ display: block; font-size: 2.1rem; line-height: 1.2; color: #0a3566; }}
.tiles span {{ font-size: .95rem; }} .tiles small {{ display: block; color: #55606f; }}
svg {{ width: 100%; height: auto; display: block; }}
.x {{ overflow-x: auto; }} table {{ border-collapse: collapse; width: 100%; font-size: .9rem; }}
th, td {{ border: 1px solid #b9c2cd; padding: .2rem .45rem; text-align: center; }}
th {{ background: #eaf1fa; }}
tbody th {{ font-weight: 400; text-align: left; background: #f7f9fb; }}
.lead {{ font-size: 1.08rem; }} .note {{ color: #55606f; font-size: .9rem; }}
details summary {{ cursor: pointer; color: #0f4c92; }}
@media print {{ body {{ background: #fff; font-size: 11pt; }} section {{ break-inside: avoid; }}
  header {{ background: #fff; color: #000; }} header p {{ color: #333; }} }}
"""


def illustrated(reports: Sequence[Report]) -> str:
    """The page of the newest of these reports; they stand from the oldest to the newest."""
    newest, reports = reports[-1], _begun(reports)
    before = reports[-2] if len(reports) > 1 else None
    body = "".join((
        _lead(newest, before), _tiles(newest, before),
        _words(PARTS[0].label, newest.told.texts.get("part1", "")),
        *(_chart(one) for one in charts(reports)),
        _whole_table(newest),
        _words(PARTS[1].label, newest.told.texts.get("part5", "")),
        _words(PARTS[2].label, "\n".join(filter(None, (
            newest.fee_sentence, newest.told.texts.get("part6", ""))))),
        _notes(newest)))
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(newest.title)}（图文版）</title><style>{_STYLE}</style></head><body>"
        f"<header><h1>{escape(newest.title)}</h1><p>图文版 · 统计期间{newest.period.first}至"
        f"{newest.period.last}</p></header><main>{body}</main></body></html>\n")


def _begun(reports: Sequence[Report]) -> Sequence[Report]:
    """Without the years before the first request; the newest always."""
    first = next((place for place, one in enumerate(reports)
                  if one.cells[NEW][TOTAL] or one.cells[CARRIED_IN][TOTAL]), len(reports) - 1)
    return reports[first:]


def _lead(report: Report, before: Report | None) -> str:
    """The year in three sentences."""
    cells, name = report.cells, report.period.name
    new, handled = cells[NEW][TOTAL], cells[HANDLED][TOTAL]
    said = [f"{name}共收到政府信息公开申请{new}件" + _compared(new, before, NEW) + "，"
            f"加上{'上年' if report.period.is_year else '期初'}结转的{cells[CARRIED_IN][TOTAL]}件，"
            f"本期办结{handled}件，结转继续办理{cells[CARRIED_OUT][TOTAL]}件。"]
    if handled:
        given = outcomes(report)["予以公开"] + outcomes(report)["部分公开"]
        said.append(f"办结的申请中，予以公开和部分公开共{given}件，占{_share(given, handled)}。")
    disputes = sum(row[TOTAL] for row in report.reviews.values())
    corrected = sum(row["corrected"] for row in report.reviews.values())
    said.append(f"因政府信息公开被申请行政复议、提起行政诉讼{disputes}件，其中结果纠正{corrected}件。"
                if disputes else "没有因政府信息公开被申请行政复议、提起行政诉讼。")
    return f'<p class="lead">{"".join(map(escape, said))}</p>'


def _compared(now: int, before: Report | None, row: str) -> str:
    if before is None:
        return ""
    change = now - before.cells[row][TOTAL]
    if not change:
        return "，与上年持平"
    return f"，比上年{'增加' if change > 0 else '减少'}{abs(change)}件"


def _share(part: int, whole: int) -> str:
    """A share in tenths of a percent, cut off: never more than it is."""
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def _tiles(report: Report, before: Report | None) -> str:
    labels = {NEW: "新收", CARRIED_IN: "上年结转", HANDLED: "办结", CARRIED_OUT: "结转下年"}
    tiles = "".join(
        f"<div><b>{report.cells[row][TOTAL]}</b><span>{label}（件）</span>"
        + (f"<small>上年{before.cells[row][TOTAL]}件</small>" if before else "") + "</div>"
        for row, label in labels.items())
    return f'<div class="tiles">{tiles}</div>'


def _words(heading: str, text: str) -> str:
    if not text:
        return ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line)
    return f"<section><h2>{escape(heading)}</h2>{lines}</section>"


def _chart(chart: Chart) -> str:
    """A drawing and, beneath it, the same figures as a table."""
    head = "".join(f"<th scope=col>{escape(one)}</th>" for one in ("", *chart.columns))
    body = "".join(
        f"<tr><th scope=row>{escape(name)}</th>{''.join(f'<td>{value}</td>' for value in values)}"
        "</tr>" for name, values in chart.lines)
    return (f"<section><h2>{escape(chart.title)}</h2>{chart.svg}<div class=x><table><thead><tr>"
            f"{head}</tr></thead><tbody>{body}</tbody></table></div></section>")


def _whole_table(report: Report) -> str:
    """Table three as the form has it."""
    head = "".join(f"<tr>{''.join(_spans(line, 'col'))}</tr>" for line in head_three())
    body = "".join(
        f"<tr>{''.join(_spans(line, 'row'))}"
        + "".join(f"<td>{report.cells[line.key][column]}</td>" for column in COLUMNS) + "</tr>"
        for line in body_three(report.form))
    return ("<section><h2>收到和处理政府信息公开申请情况</h2><div class=x><table>"
            f"<thead>{head}</thead><tbody>{body}</tbody></table></div></section>")


def _spans(line: Line, scope: str) -> Iterator[str]:
    for span in line.spans:
        reach = "".join(f" {name}={size}" for name, size in (
            ("rowspan", span.rows), ("colspan", span.columns)) if size > 1)
        yield f"<th scope={scope}{reach}>{escape(span.text)}</th>"


def _notes(report: Report) -> str:
    said: Iterable[str] = (*RULES, f"{report.form_note}。{report.redo_note}。")
    return "".join(f'<p class="note">{escape(one)}</p>' for one in said)
