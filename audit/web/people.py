"""People: whom an administrator manages, what they may do where, and the links that let them in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from audit.models import User
from audit.services import people, people_lists
from audit.services.organisation_tree import offered
from audit.services.people_lists import MANAGE, Sought
from audit.web.database import installation, reading, writing
from audit.web.language import gettext
from audit.web.paging import paged
from audit.web.people_forms import STATES, NewPersonForm, ParticularsForm, PostForm
from audit.web.policy import policy
from audit.web.saving import saved
from audit.web.signed_in import subject

pages = Blueprint("people", __name__, url_prefix="/people")


def _(text: str) -> str:
    return text


@pages.get("")
@policy(MANAGE)
def index() -> ResponseReturnValue:
    """The people of the own part of the tree."""
    names = ("text", "organisation", "role", "state")
    sought = Sought(**{name: request.args.get(name, "")[:120] for name in names})
    found = people_lists.with_posts(people_lists.sought_people(subject(), sought))
    return render_template(
        "people/index.html", page=paged(reading(), found), sought=sought, states=STATES, tops=subject().paths(MANAGE)
    )


@pages.get("/new")
@policy(MANAGE)
def new() -> ResponseReturnValue:
    """The form of a new person."""
    return _new_page(NewPersonForm(formdata=None, organisation=request.args.get("organisation", "")[:40]))


@pages.post("")
@policy(MANAGE)
def create() -> ResponseReturnValue:
    """Makes an account, and shows the link that activates it."""
    form, made = NewPersonForm(), dict[str, str | int]()

    def save(session: Session) -> None:
        person = people.create(session, subject(), particulars=form.particulars(), post=form.post())
        made["id"], made["token"] = person.id, people.link(session, subject(), person.id)[1]

    if not saved(form, save):
        return _new_page(form), 422
    return _link_page(int(made["id"]), str(made["token"])), 201


def _new_page(form: NewPersonForm) -> str:
    return render_template("people/new.html", form=form, choosable=offered(reading(), subject(), MANAGE))


def _link_page(user_id: int, token: str) -> str:
    """The page that shows a link; it is written down nowhere and can be shown only now."""
    address = installation().public_url + url_for("activation.show", token=token)
    return render_template("people/link.html", person=reading().get_one(User, user_id), address=address)


@pages.get("/<int:user_id>")
@policy(MANAGE)
def show(user_id: int) -> ResponseReturnValue:
    """One person: particulars, appointments, account."""
    return _page(user_id)


def _page(user_id: int, form: ParticularsForm | None = None, posting: PostForm | None = None) -> str:
    """The page of a person, with the form that was refused."""
    person = people.get_person(reading(), subject(), user_id)
    tops = subject().paths(MANAGE)
    inside = [post for post in person.appointments if post.organisation.path.startswith(tops)]
    known = {"login": person.login, "name": person.name, "language": person.language}
    return render_template(
        "people/show.html",
        person=person,
        posts=inside,
        outside=len(person.appointments) - len(inside),
        may_manage=people.may_manage(reading(), subject(), user_id),
        own=user_id == subject().id,
        form=form or ParticularsForm(formdata=None, data=known),
        posting=posting or PostForm(formdata=None),
        choosable=offered(reading(), subject(), MANAGE),
    )


@pages.post("/<int:user_id>")
@policy(MANAGE)
def describe(user_id: int) -> ResponseReturnValue:
    """Changes name, login and language."""
    form = ParticularsForm()
    if not saved(form, lambda session: people.describe(session, subject(), user_id, particulars=form.particulars())):
        return _page(user_id, form=form), 422
    return _back(user_id, _("已保存"))


@pages.post("/<int:user_id>/appointments")
@policy(MANAGE)
def appoint(user_id: int) -> ResponseReturnValue:
    """Gives the person another role."""
    form = PostForm()
    if not saved(form, lambda session: people.appoint(session, subject(), user_id, post=form.post())):
        return _page(user_id, posting=form), 422
    return _back(user_id, _("已增加任职；该人员须重新登录"))


@pages.post("/<int:user_id>/appointments/<int:appointment_id>/removal")
@policy(MANAGE)
def dismiss(user_id: int, appointment_id: int) -> ResponseReturnValue:
    """Takes an appointment away."""
    with writing() as session:
        people.dismiss(session, subject(), user_id, appointment_id)
        session.commit()
    return _back(user_id, _("已撤销任职；该人员须重新登录"))


@pages.post("/<int:user_id>/disablement")
@policy(MANAGE)
def disable(user_id: int) -> ResponseReturnValue:
    """Closes the account."""
    with writing() as session:
        people.disable(session, subject(), user_id)
        session.commit()
    return _back(user_id, _("账户已停用，其所有设备已退出登录"))


@pages.post("/<int:user_id>/enablement")
@policy(MANAGE)
def enable(user_id: int) -> ResponseReturnValue:
    """Opens the account again."""
    with writing() as session:
        people.enable(session, subject(), user_id)
        session.commit()
    return _back(user_id, _("账户已启用"))


@pages.post("/<int:user_id>/second-factor-reset")
@policy(MANAGE)
def reset_second_factor(user_id: int) -> ResponseReturnValue:
    """Lets somebody in who lost the second factor."""
    with writing() as session:
        people.reset_second_factor(session, subject(), user_id)
        session.commit()
    return _back(user_id, _("两步验证已关闭；该人员登录后应重新设置"))


@pages.post("/<int:user_id>/links")
@policy(MANAGE)
def link(user_id: int) -> ResponseReturnValue:
    """Makes a new activation link and shows it, once."""
    with writing() as session:
        _person, token = people.link(session, subject(), user_id)
        session.commit()
    return _link_page(user_id, token), 201


def _back(user_id: int, done: str) -> ResponseReturnValue:
    flash(gettext(done), "good")
    return redirect(url_for("people.show", user_id=user_id), 303)
