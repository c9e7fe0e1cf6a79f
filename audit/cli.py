"""star-audit: the commands. Heavy imports live inside them, so that `--help` starts at once."""

import errno
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from audit.inputs import STANDARD_INPUT, FileRefusedError
from audit.outputs import STANDARD_OUTPUT
from audit.places import instance_folder
from audit.scoring.problems import Problem
from audit.version import VERSION

MOST_LINES = 1000
LANGUAGES = click.Choice(["zh", "en"])
_OUT = click.option(
    "-o", "--output", "out", required=True, metavar="FILE", help="The file to write; - is standard output."
)
_FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
_INSTANCE = click.option("--instance", metavar="FOLDER", help="The installation's folder; instance/ if not given.")
_LANG = click.option("--lang", type=LANGUAGES, default="zh", show_default=True, help="Language of the file.")


def language() -> str:
    """The language of messages: STAR_AUDIT_LANG, else the locale; English where it is not Chinese."""
    for name in ("STAR_AUDIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if chosen := os.environ.get(name):
            return "zh" if chosen.lower().startswith("zh") else "en"
    return "en"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
def cli() -> None:
    """星评 StarAudit: score a branch, explain every point, print the report.

    CHECKLIST is a file or key@version of one that ships; ANSWERS is JSON, YAML or a filled score sheet
    (.xlsx), and - reads JSON from standard input.
    """


@cli.command()
@click.argument("checklist")
@click.argument("answers")
@_FORMAT
def score(checklist: str, answers: str, form: str) -> None:
    """Score one audit, or a JSON array of audits (one result a line)."""
    from audit.commands.scoring import score_file

    score_file(checklist, answers, form=form, language=language(), out=sys.stdout.buffer)


@cli.command()
@click.argument("checklist")
@click.argument("answers")
@click.option("--effort", metavar="FILE", help='Efforts as {"12/a": 3, "31": 0}; 1 for every unit not named.')
@_FORMAT
def plan(checklist: str, answers: str, effort: str | None, form: str) -> None:
    """The cheapest way to the next grade."""
    from audit.commands.scoring import plan_file

    plan_file(checklist, answers, effort, form=form, language=language(), out=sys.stdout.buffer)


@cli.command()
@click.argument("checklist")
@_OUT
@click.option("--answers", metavar="FILE", help="Fill the sheet with these answers.")
@_LANG
def sheet(checklist: str, out: str, answers: str | None, lang: str) -> None:
    """Write the score sheet as an Excel workbook."""
    from audit.commands.printing import write_sheet

    write_sheet(checklist, answers, out=out, language=lang)


@cli.command()
@click.argument("checklist")
@click.argument("answers")
@_OUT
@click.option("--kind", type=click.Choice(["full", "exceptions", "sheet"]), default="full", show_default=True)
@_LANG
@click.option("--photos", metavar="DIR", help="The folder of the photographs that the answers name.")
def report(checklist: str, answers: str, out: str, kind: str, lang: str, photos: str | None) -> None:
    """Print the report as a PDF."""
    from audit.commands.printing import write_report

    write_report(checklist, answers, photos, out=out, kind=kind, language=lang)


@cli.command()
@click.argument("file")
def verify(file: str) -> None:
    """Check a report: score its attachment again and compare. Exit status 1 if it does not hold."""
    from audit.commands.printing import verify_report

    if not verify_report(file, language=language(), out=sys.stdout):
        raise SystemExit(1)


@cli.command("demo-report")
@click.option("-o", "--output", "out", default="report.pdf", show_default=True, metavar="FILE")
@_LANG
def demo_report(out: str, lang: str) -> None:
    """Print the full report of the example branch."""
    from audit.commands.printing import write_demo_report

    write_demo_report(out=out, language=lang)
    if out != STANDARD_OUTPUT:
        click.echo(out)


@cli.command()
@_INSTANCE
def demo(instance: str | None) -> None:
    """Fill an empty installation with a bank that does not exist."""
    from audit.commands.demonstrating import fill_demo
    from audit.places import instance_folder

    fill_demo(instance_folder(instance), language=language(), out=sys.stdout)


@cli.group()
def checklist() -> None:
    """Checklists: list those that ship, check your own."""


@checklist.command("list")
def list_checklists() -> None:
    """The checklists that ship with the project."""
    from audit.commands.checklists import list_shipped

    list_shipped(language=language(), out=sys.stdout)


@checklist.command("check")
@click.argument("checklist")
def check(checklist: str) -> None:
    """Load a checklist and name everything odd in it."""
    from audit.commands.checklists import check_file

    check_file(checklist, language=language(), out=sys.stdout)


@cli.command()
def doctor() -> None:
    """Say what this machine has and what it lacks. Exit status 1 if something is missing."""
    from audit.commands.doctor import examine

    if not examine(language=language(), out=sys.stdout):
        raise SystemExit(1)


_INSTANCE = click.option(
    "--instance", metavar="DIR", envvar="STAR_AUDIT_INSTANCE", help="The installation's folder; instance/ by default."
)


@cli.command()
@_INSTANCE
def serve(instance: str | None) -> None:
    """Start the server, at http://127.0.0.1:8000 unless ADDRESS says otherwise."""
    from audit.commands.serving import serve as serve_installation

    serve_installation(instance_folder(instance), language=language(), out=sys.stdout)


@cli.command("setup-link")
@_INSTANCE
def setup_link(instance: str | None) -> None:
    """Print a new set-up address, as long as nobody has an account."""
    from audit.commands.links import print_setup_link

    print_setup_link(instance_folder(instance), out=sys.stdout)


@cli.command()
@click.argument("login")
@click.option("--without-second-factor", is_flag=True, help="Also turn two-step verification off.")
@_INSTANCE
def invite(login: str, instance: str | None, without_second_factor: bool) -> None:
    """Print a new activation link for the person with this sign-in name."""
    from audit.commands.links import print_activation_link

    folder = instance_folder(instance)
    print_activation_link(folder, login, without_second_factor=without_second_factor, out=sys.stdout)


def main() -> None:
    """The entry point: problems go to the error stream, one a line, with exit status 2."""
    _speak_utf8()
    raise SystemExit(_flushed(_guarded(lambda: cli.main(standalone_mode=False))))


def _speak_utf8() -> None:
    """Chinese must reach the terminal and the pipe whatever the locale is; odd file names must too."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller: there is nobody to speak to
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        stream = getattr(sys, name)
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _guarded(run: Callable[[], Any]) -> int:
    try:
        result = run()
    except FileRefusedError as refused:
        _complain(refused)
        return 2
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return 130
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except OSError as error:  # a full disk, a folder that went away
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"star-audit: {where}{error.strerror}", err=True)
        return 2
    return result if isinstance(result, int) else 0


def _flushed(status: int) -> int:
    """Empties the output while an error can still be said; what nobody takes goes nowhere."""
    try:
        if sys.__stdout__ is not None:
            sys.__stdout__.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if not status and error.errno != errno.EPIPE:  # a reader that has seen enough is no error
            click.echo(f"star-audit: {error.strerror}", err=True)
            return 2
    return status


def _complain(refused: FileRefusedError) -> None:
    from audit.wording import line_of, say

    name = "<stdin>" if refused.name == STANDARD_INPUT else refused.name
    for problem in refused.problems[:MOST_LINES]:
        click.echo(line_of(name, problem, language()), err=True)
    if (more := len(refused.problems) - MOST_LINES) > 0:
        click.echo(f"{name}: {say(Problem((), 'more-problems', {'count': more}), language())}", err=True)


if __name__ == "__main__":
    main()
