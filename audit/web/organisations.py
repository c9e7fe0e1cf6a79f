"""The tree of organisations: looked at by everybody, changed by administrators."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from audit.models import Organisation
from audit.reporting.words import BRANCH_KINDS, FACILITIES, named
from audit.services import organisation_tree, organisations
from audit.services.access import get_organisation
from audit.services.errors import StateError
from audit.services.organisation_facts import BELOW
from audit.services.organisations import MANAGE
from audit.web.audit_rows import place_name
from audit.web.database import reading, writing
from audit.web.language import gettext, language
from audit.web.organisation_forms import MoveForm, PlaceForm, form_for
from audit.web.paging import paged
from audit.web.policy import policy
from audit.web.saving import saved
from audit.web.signed_in import subject

pages = Blueprint("organisations", __name__, url_prefix="/organisations")
READ = "organisations.read"


def _(text: str) -> str:
    return text


@pages.app_template_filter("place")
def _place(organisation: Organisation) -> str:
    return place_name(organisation)


@pages.get("")
@policy(READ)
def index() -> ResponseReturnValue:
    """The person's part of the tree, or what a search finds in it."""
    text = request.args.get("search", "").strip()[:120]
    if text:
        page = paged(reading(), organisation_tree.search(subject(), text))
        above = organisation_tree.all_above(reading(), page.rows)
        return render_template("organisations/found.html", text=text, page=page, above=above)
    tree = organisation_tree.tree(reading(), subject())
    return render_template("organisations/index.html", tree=tree, text="")


@pages.get("/<int:organisation_id>")
@policy(READ)
def show(organisation_id: int) -> ResponseReturnValue:
    """One place: its facts, what stands below it, who works there."""
    place = get_organisation(reading(), subject(), organisation_id)
    page = paged(reading(), organisation_tree.children(place))
    may_see_people = subject().may("people.manage", place.path)
    return render_template(
        "organisations/show.html",
        place=place,
        page=page,
        above=organisation_tree.above(reading(), place),
        branches=organisation_tree.branches_below(reading(), [place, *page.rows]),
        posted=organisation_tree.posted(reading(), place) if may_see_people else None,
        below=BELOW[place.level],
        may_manage=subject().may(MANAGE, place.path),
        kind=named(BRANCH_KINDS, place.kind, language()),
        facilities=[named(FACILITIES, facility, language()) for facility in place.facilities],
    )


@pages.get("/<int:organisation_id>/children/new")
@policy(MANAGE)
def add(organisation_id: int) -> ResponseReturnValue:
    """The form of a new place below this one."""
    parent = get_organisation(reading(), subject(), organisation_id, MANAGE)
    level = _level(parent, request.args.get("level", ""))
    return _form_page(form_for(level, empty=True), level, parent=parent)


@pages.post("/<int:organisation_id>/children")
@policy(MANAGE)
def create(organisation_id: int) -> ResponseReturnValue:
    """Adds a place below this one."""
    parent = get_organisation(reading(), subject(), organisation_id, MANAGE)
    level = _level(parent, request.form.get("level", ""))
    form, made = form_for(level), list[int]()

    def save(session: Session) -> None:
        new = organisations.create(session, subject(), organisation_id, level=level, facts=form.facts())
        made.append(new.id)

    if not saved(form, save):
        return _form_page(form, level, parent=parent), 422
    flash(gettext(_("已新增")), "good")
    return redirect(url_for("organisations.show", organisation_id=made[0]), 303)


def _level(parent: Organisation, asked: str) -> str:
    """The level of what is added; where only one may stand there, that one."""
    offered = BELOW[parent.level]
    if len(offered) == 1:
        return offered[0]
    if asked not in offered:
        raise StateError("level-not-here")
    return asked


@pages.get("/<int:organisation_id>/edit")
@policy(MANAGE)
def edit(organisation_id: int) -> ResponseReturnValue:
    """The form of a place."""
    place = get_organisation(reading(), subject(), organisation_id, MANAGE)
    return _form_page(form_for(place.level, place, empty=True), place.level, place=place)


@pages.post("/<int:organisation_id>")
@policy(MANAGE)
def change(organisation_id: int) -> ResponseReturnValue:
    """Describes a place anew."""
    place = get_organisation(reading(), subject(), organisation_id, MANAGE)
    form = form_for(place.level, place)
    if not saved(form, lambda session: organisations.change(session, subject(), organisation_id, facts=form.facts())):
        return _form_page(form, place.level, place=place), 422
    flash(gettext(_("已保存")), "good")
    return _back(organisation_id)


def _form_page(
    form: PlaceForm, level: str, *, parent: Organisation | None = None, place: Organisation | None = None
) -> str:
    return render_template("organisations/form.html", form=form, level=level, parent=parent, place=place)


@pages.get("/<int:organisation_id>/parent")
@policy(MANAGE)
def choose_parent(organisation_id: int) -> ResponseReturnValue:
    """Where a place may be moved to."""
    return _move_page(organisation_id, MoveForm(formdata=None))


@pages.post("/<int:organisation_id>/parent")
@policy(MANAGE)
def move(organisation_id: int) -> ResponseReturnValue:
    """Puts a place, with everything below it, below another parent."""
    place = get_organisation(reading(), subject(), organisation_id, MANAGE)
    form = MoveForm()
    form.offer(organisation_tree.parents_for(reading(), subject(), place))
    if not saved(
        form,
        lambda session: organisations.move(session, subject(), organisation_id, parent_id=form.parent_id.data or 0),
    ):
        return _move_page(organisation_id, form), 422
    flash(gettext(_("已移动，下级机构一并移动")), "good")
    return _back(organisation_id)


def _move_page(organisation_id: int, form: MoveForm) -> str:
    place = get_organisation(reading(), subject(), organisation_id, MANAGE)
    form.offer(organisation_tree.parents_for(reading(), subject(), place))
    if not form.is_submitted():
        form.parent_id.data = place.parent_id
    above = organisation_tree.above(reading(), place)
    return render_template("organisations/move.html", form=form, place=place, above=above)


@pages.post("/<int:organisation_id>/closure")
@policy(MANAGE)
def close(organisation_id: int) -> ResponseReturnValue:
    """Takes a place out of use."""
    with writing() as session:
        organisations.close(session, subject(), organisation_id)
        session.commit()
    flash(gettext(_("已停用；历史审核和得分不受影响")), "good")
    return _back(organisation_id)


@pages.post("/<int:organisation_id>/reopening")
@policy(MANAGE)
def reopen(organisation_id: int) -> ResponseReturnValue:
    """Takes a place into use again."""
    with writing() as session:
        organisations.reopen(session, subject(), organisation_id)
        session.commit()
    flash(gettext(_("已重新启用")), "good")
    return _back(organisation_id)


def _back(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("organisations.show", organisation_id=organisation_id), 303)
