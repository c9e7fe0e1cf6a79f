"""The password policy and the hashes."""

import pytest
from argon2 import PasswordHasher

from audit.services.errors import InvalidError
from audit.services.passwords import hash_of, matches, renewed

GOOD = "九月的风 blows 7"


def test_a_hash_is_of_its_password_only() -> None:
    hashed = hash_of(GOOD, login="wang")
    assert hashed.startswith("$argon2id$") and GOOD not in hashed
    assert matches(hashed, GOOD)
    assert not matches(hashed, f"{GOOD} ")
    assert hash_of(GOOD, login="wang") != hashed


def test_full_width_letters_are_letters() -> None:
    assert matches(hash_of("river-bank-12", login="wang"), "ｒｉｖｅｒ-ｂａｎｋ-１２")


@pytest.mark.parametrize("hashed", [None, "", "plain", "$argon2id$broken"])
def test_who_has_no_password_has_no_right_one(hashed: str | None) -> None:
    for password in ("", "the password of nobody", "plain"):
        assert not matches(hashed, password)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password-short"),
        ("123456789", "password-short"),
        ("九月的风吹过河边", "password-short"),
        ("x" * 60 + "y" * 69, "password-long"),
        ("wangxiaoming", "password-like-login"),
        ("WangXiaoMing2026", "password-like-login"),
        ("1234567890", "password-common"),
        ("１２３４５６７８９０", "password-common"),
        ("PassWord123", "password-common"),
        ("aaaaaaaaaaaa", "password-common"),
    ],
)
def test_a_weak_password_is_refused_at_its_field(password: str, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        hash_of(password, login="wangxiaoming", field="new")
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [(("new",), code)]


@pytest.mark.parametrize("password", ["wangxiaoming-likes-tea", "a" * 60 + "b" * 60 + "c", "correct horse"])
def test_a_good_one_is_taken(password: str) -> None:
    assert matches(hash_of(password, login="wangxiaoming"), password)


def test_an_old_hash_is_renewed() -> None:
    assert renewed(hash_of(GOOD, login="wang"), GOOD) is None
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(GOOD)
    assert matches(weak, GOOD)
    fresh = renewed(weak, GOOD)
    assert fresh is not None and matches(fresh, GOOD) and renewed(fresh, GOOD) is None
