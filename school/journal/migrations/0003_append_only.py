"""The database itself keeps the journal append-only. SQLite refuses changes; removing stays possible there, because emptying a table is how SQLite
truncates. PostgreSQL refuses both, row by row.
"""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER journal_entry_never_changes BEFORE UPDATE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
]
SQLITE_BACK = ["DROP TRIGGER journal_entry_never_changes"]
POSTGRES = [
    """CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    """CREATE TRIGGER journal_entry_never_changes BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()""",
]
POSTGRES_BACK = ["DROP TRIGGER journal_entry_never_changes ON journal_entry", "DROP FUNCTION journal_is_append_only()"]


def guard(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRES}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRES_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_opening")]
    operations = [migrations.RunPython(guard, unguard)]
