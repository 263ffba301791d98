"""The database refuses what the ORM was never asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import Q
from django.db.utils import IntegrityError, NotSupportedError
from django.test.utils import isolate_apps

from audit.ledger import checks, guards
from audit.ledger.apps import install_guards
from audit.ledger.entry import event_row, tell
from audit.ledger.errors import GuardError
from audit.ledger.models import Attempt, Disclosure, Event

from .conftest import MakeEntry

pytestmark = pytest.mark.django_db

TABLES = ("ledger_attempt", "ledger_disclosure", "ledger_event")
RefusedSql = Callable[..., str]


def only_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("concerns SQLite alone")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def event(entry: MakeEntry) -> Event:
    return tell(entry())


@pytest.fixture
def others(moment: Any) -> None:
    """A disclosure and an attempt, so that their guards have a row to defend."""
    shared = {"actor_kind": "officer", "recorded_at": moment, "layout": 1, "body": "{}", "digest": "0" * 64}
    Disclosure(purpose="test", what="case", **shared).save()
    Attempt(act="accept", code="EX-01", **shared).save()


@pytest.mark.usefixtures("event", "others")
@pytest.mark.parametrize("table", TABLES)
def test_update_and_delete_are_refused_in_sql(table: str, refused_sql: RefusedSql) -> None:
    assert "UPDATE refused" in refused_sql(f"UPDATE {table} SET body = body")
    assert "UPDATE refused" in refused_sql(f"UPDATE {table} SET id = id + 1")
    assert "DELETE refused" in refused_sql(f"DELETE FROM {table}")


@pytest.mark.postgres
@pytest.mark.usefixtures("event", "others")
@pytest.mark.parametrize("table", TABLES)
def test_truncate_is_refused_on_postgresql(table: str, refused_sql: RefusedSql) -> None:
    assert "TRUNCATE refused" in refused_sql(f"TRUNCATE {table}")
    assert "TRUNCATE refused" in refused_sql(f"TRUNCATE {table} RESTART IDENTITY CASCADE")


@pytest.mark.postgres
@pytest.mark.usefixtures("event")
def test_replica_mode_does_not_switch_the_guards_off(refused_sql: RefusedSql) -> None:
    execute("SET LOCAL session_replication_role = replica")
    assert "DELETE refused" in refused_sql("DELETE FROM ledger_event")


@pytest.mark.postgres
def test_an_insert_that_updates_on_conflict_is_refused_on_postgresql(
    event: Event, refused_sql: RefusedSql
) -> None:
    columns = ", ".join(f'"{field.column}"' for field in Event._meta.concrete_fields)
    assert "UPDATE refused" in refused_sql(
        f"INSERT INTO ledger_event ({columns}) SELECT {columns} FROM ledger_event"
        " ON CONFLICT (id) DO UPDATE SET kind = 'other'"
    )


@pytest.mark.parametrize("statement", ["REPLACE INTO", "INSERT OR REPLACE INTO", "INSERT OR IGNORE INTO"])
@pytest.mark.parametrize("key", ["id", "case_seq"])
def test_replace_is_refused_on_sqlite(
    event: Event, statement: str, key: str, refused_sql: RefusedSql
) -> None:
    only_on_sqlite()
    columns = [f'"{field.column}"' for field in Event._meta.concrete_fields]
    if key == "case_seq":
        columns.remove('"id"')
    names = ", ".join(columns)
    message = refused_sql(
        f"{statement} ledger_event ({names}) SELECT {names} FROM ledger_event WHERE id = %s", event.pk
    )
    assert "REPLACE or duplicate refused" in message
    assert Event.objects.get().body == event.body


def test_update_or_replace_and_upsert_are_refused_on_sqlite(event: Event, refused_sql: RefusedSql) -> None:
    only_on_sqlite()
    for word in ("REPLACE", "IGNORE"):
        assert "UPDATE refused" in refused_sql(f"UPDATE OR {word} ledger_event SET case_seq = 9")
    names = ", ".join(f'"{field.column}"' for field in Event._meta.concrete_fields)
    refused_sql(
        f"INSERT INTO ledger_event ({names}) SELECT {names} FROM ledger_event WHERE true"
        " ON CONFLICT (id) DO UPDATE SET kind = 'other'"
    )
    assert Event.objects.get().kind == "case.accepted"


def test_a_row_number_below_one_cannot_block_the_ledger_on_sqlite(entry: MakeEntry) -> None:
    only_on_sqlite()
    row = event_row(entry())
    row.pk = -1
    with pytest.raises(IntegrityError, match="below 1"), transaction.atomic():
        row.save()
    tell(entry())


def test_the_guards_stand_after_migrate() -> None:
    assert set(TABLES) <= set(guards.GUARDED)
    assert guards.missing(connection) == []
    assert [
        message for message in run_checks(databases=["default"]) if str(message.id).startswith("ledger")
    ] == []


def test_installing_twice_changes_nothing() -> None:
    guards.install(connection)
    guards.install(connection)
    assert guards.missing(connection) == []


@pytest.fixture
def one_guard() -> tuple[str, str]:
    """The guard against DELETE on the events: its name, and the statement that drops it."""
    if connection.vendor == "postgresql":
        return "ledger_no_change", "DROP TRIGGER ledger_no_change ON ledger_event"
    return "ledger_no_delete_ledger_event", "DROP TRIGGER ledger_no_delete_ledger_event"


def test_a_missing_guard_is_an_error_of_the_check(one_guard: tuple[str, str]) -> None:
    name, drop = one_guard
    execute(drop)
    assert guards.missing(connection) == [f"ledger_event: guard {name} is missing"]
    found = checks.check_guards(None, ["default"])
    assert [message.id for message in found] == ["ledger.E001"]
    assert name in str(found[0].msg)
    assert checks.check_guards(None, None) == []


def test_the_check_is_silent_while_migrations_wait(
    one_guard: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(one_guard[1])
    # The tests' tables come from the models, so in the eyes of the migrations all of them still wait.
    monkeypatch.setattr(settings, "MIGRATION_MODULES", {})
    assert checks.check_guards(None, ["default"]) == []


def test_the_command_puts_a_missing_guard_back(one_guard: tuple[str, str], refused_sql: RefusedSql) -> None:
    name, drop = one_guard
    execute(drop)
    output = StringIO()
    call_command("install_guards", stdout=output)
    assert name in output.getvalue()
    assert guards.missing(connection) == []


def test_migrate_puts_a_missing_guard_back(one_guard: tuple[str, str]) -> None:
    execute(one_guard[1])
    install_guards(using="default", sender=apps.get_app_config("ledger"))
    assert guards.missing(connection) == []


POSTGRES_TAMPERINGS = {
    "switched off": ("ALTER TABLE ledger_event DISABLE TRIGGER ledger_no_change", "disabled"),
    "off for replicas": ("ALTER TABLE ledger_event ENABLE TRIGGER ledger_no_change", "disabled"),
    "emptied function": (
        "CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
        "altered",
    ),
    "never true": (
        "CREATE OR REPLACE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger_event"
        " FOR EACH ROW WHEN (false) EXECUTE FUNCTION ledger_refuse_change();"
        " ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER ledger_no_change",
        "altered",
    ),
    "one column": (
        "CREATE OR REPLACE TRIGGER ledger_no_change BEFORE DELETE OR UPDATE OF kind ON ledger_event"
        " FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();"
        " ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER ledger_no_change",
        "altered",
    ),
    "update only": (
        "CREATE OR REPLACE TRIGGER ledger_no_change BEFORE UPDATE ON ledger_event"
        " FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();"
        " ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER ledger_no_change",
        "altered",
    ),
}


@pytest.mark.postgres
@pytest.mark.parametrize("tampering", POSTGRES_TAMPERINGS)
def test_a_guard_weakened_on_postgresql_is_found_and_repaired(tampering: str) -> None:
    statement, state = POSTGRES_TAMPERINGS[tampering]
    execute(statement)
    assert any(line.endswith(f"is {state}") for line in guards.missing(connection))
    assert {message.id for message in checks.check_guards(None, ["default"])} == {"ledger.E002"}
    guards.install(connection)
    assert guards.missing(connection) == []


def test_a_guard_weakened_on_sqlite_is_found_and_repaired() -> None:
    only_on_sqlite()
    execute("DROP TRIGGER ledger_no_update_ledger_event")
    execute(
        "CREATE TRIGGER ledger_no_update_ledger_event BEFORE UPDATE ON ledger_event FOR EACH ROW WHEN 0"
        " BEGIN SELECT RAISE(ABORT, 'never'); END"
    )
    found = guards.problems(connection)
    assert found == [guards.Problem("ledger_event", "ledger_no_update_ledger_event", "altered")]
    assert [message.id for message in checks.check_guards(None, ["default"])] == ["ledger.E002"]
    guards.install(connection)
    assert guards.problems(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_table_rebuilt_by_a_migration_is_guarded_again() -> None:
    only_on_sqlite()
    with connection.schema_editor() as editor:
        editor._remake_table(Event)
    assert len(guards.problems(connection)) == 4
    call_command("migrate", verbosity=0, skip_checks=True)
    assert guards.problems(connection) == []


def test_guards_are_lifted_inside_the_tests_block_alone(event: Event, refused_sql: RefusedSql) -> None:
    with guards.lifted_for_tests(connection):
        execute("UPDATE ledger_event SET kind = 'other'")
        execute("DELETE FROM ledger_event")
    assert guards.missing(connection) == []
    assert not Event.objects.exists()


def test_guards_return_even_when_the_block_fails() -> None:
    with pytest.raises(RuntimeError), guards.lifted_for_tests():
        raise RuntimeError
    assert guards.missing(connection) == []


def test_guards_are_never_removed_outside_the_tests(settings: Any) -> None:
    for value in (False, None, "yes"):
        settings.TESTING = value
        with pytest.raises(GuardError), guards.lifted_for_tests(connection):
            pass
    del settings.TESTING
    with pytest.raises(GuardError):
        guards.remove(connection)
    assert guards.missing(connection) == []


def test_another_database_is_refused() -> None:
    stranger = SimpleNamespace(
        vendor="oracle", alias="default", introspection=SimpleNamespace(table_names=lambda: ["ledger_event"])
    )
    with pytest.raises(NotSupportedError):
        guards.problems(stranger)


def test_a_table_not_yet_created_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guards.GUARDED, "ledger_unborn", Event)
    assert guards.missing(connection) == []


@pytest.fixture
def history_table(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[models.Model]]:
    """A tracked model with its history, both with a table of two columns."""
    monkeypatch.setattr(guards, "GUARDED", dict(guards.GUARDED))
    from simple_history.models import HistoricalRecords

    with isolate_apps("audit.ledger"):

        class Note(models.Model):
            text = models.CharField(max_length=20)
            history = HistoricalRecords(
                history_user_id_field=models.IntegerField(null=True),
                history_user_getter=lambda record: None,
                history_user_setter=lambda record, user: None,
            )

            class Meta:
                app_label = "ledger"
                db_table = "ledger_test_note"

        yield Note


def test_a_history_table_is_guarded_alike(history_table: type[models.Model], refused_sql: RefusedSql) -> None:
    guards.guard_history(history_table)
    key = "bigserial" if connection.vendor == "postgresql" else "integer"
    table = next(name for name in guards.GUARDED if "test_note" in name or "historicalnote" in name)
    execute(f"CREATE TABLE {table} (history_id {key} PRIMARY KEY, text varchar(20))")
    assert guards.missing(connection)
    guards.install(connection)
    execute(f"INSERT INTO {table} (text) VALUES ('first')")
    assert "UPDATE refused" in refused_sql(f"UPDATE {table} SET text = 'second'")
    assert "DELETE refused" in refused_sql(f"DELETE FROM {table}")
    guards.remove(connection)
    execute(f"DROP TABLE {table}")
    guards.install(connection)


def test_a_model_that_cannot_be_guarded_is_refused() -> None:
    with isolate_apps("audit.ledger"):

        class Partial(models.Model):
            text = models.CharField(max_length=20)
            open = models.BooleanField()

            class Meta:
                app_label = "ledger"
                constraints = [
                    models.UniqueConstraint(fields=["text"], condition=Q(open=True), name="partial")
                ]

        class Child(Partial):
            class Meta:
                app_label = "ledger"

        class Checked(models.Model):
            one = models.IntegerField(unique=True)
            two = models.IntegerField()

            class Meta:
                app_label = "ledger"
                unique_together = [("one", "two")]

    for model in (Partial, Child):
        with pytest.raises(GuardError):
            guards.guard(model)
    with pytest.raises(GuardError, match="no history"):
        guards.guard_history(Partial)
    assert guards._unique_columns(Checked) == [("id",), ("one",), ("one", "two")]
