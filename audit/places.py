"""Where the installation keeps what it ships: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `checklists`, `templates` or `static` of this installation."""
    packed = PACKAGE / "_data" / name
    return packed if packed.is_dir() else PACKAGE.parent / name


def instance_folder(named: str | None = None) -> Path:
    """The folder of the running installation: as named, else `instance` beside the checkout or where one stands."""
    if named:
        return Path(named).resolve()
    checkout = PACKAGE.parent
    return (checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()) / "instance"
