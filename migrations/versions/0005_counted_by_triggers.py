"""What admission would else have to read anew each time: how many wait, and whether any rule has changed.

Triggers count, so in every commit, whoever makes it. A later revision that makes `jobs` or a table of rules anew on
SQLite (a batch operation) has to create their triggers again: tests/test_migrations.py looks for them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLE = "queue_counts"
NEW = "NEW.requester_id, NEW.frontend, NEW.kind"
SAME = "requester_id = {0}.requester_id AND frontend = {0}.frontend AND kind = {0}.kind"
RULES = ("bans", "blocklist", "servers", "limits", "service_state")
UNFINISHED = "{0}.status IN ('queued', 'running')"


def counted(row: str) -> tuple[str, str, str]:
    """What one job adds to queued, running and work."""
    return tuple(  # type: ignore[return-value]
        f"CASE WHEN {row}.status = '{status}' THEN {amount.format(row)} ELSE 0 END"
        for status, amount in (("queued", "1"), ("running", "1"), ("queued", "{0}.work"))
    )


def subtract() -> str:
    queued, running, work = counted("OLD")
    return (
        f"UPDATE {TABLE} SET queued = queued - {queued}, running = running - {running}, work = work - {work} "
        f"WHERE {SAME.format('OLD')}"
    )


def forget() -> str:
    """Only who waits or is drawn for stays in the table, so that it stays small."""
    return f"DELETE FROM {TABLE} WHERE {SAME.format('OLD')} AND queued = 0 AND running = 0"


def add() -> str:
    return (
        f"INSERT INTO {TABLE} (requester_id, frontend, kind, queued, running, work) "
        f"VALUES ({NEW}, {', '.join(counted('NEW'))}) "
        "ON CONFLICT (requester_id, frontend, kind) DO UPDATE SET "
        f"queued = {TABLE}.queued + excluded.queued, running = {TABLE}.running + excluded.running, "
        f"work = {TABLE}.work + excluded.work"
    )


def count_on_sqlite() -> None:
    old, new = UNFINISHED.format("OLD"), UNFINISHED.format("NEW")
    for name, event, unfinished, statements in (
        ("came", "INSERT", new, (add(),)),
        ("changed", "UPDATE OF status, work", f"{old} OR {new}", (subtract(), add(), forget())),
        ("went", "DELETE", old, (subtract(), forget())),
    ):
        body = " ".join(f"{each};" for each in statements)
        op.execute(f"CREATE TRIGGER job_{name} AFTER {event} ON jobs WHEN {unfinished} BEGIN {body} END")
    for table in RULES:
        for event in ("INSERT", "UPDATE", "DELETE"):
            body = "UPDATE rules_version SET version = version + 1;"
            op.execute(f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} BEGIN {body} END")


def count_on_postgresql() -> None:
    """The same, and news of every status to whoever listens, on whatever host."""
    old, new = UNFINISHED.format("OLD"), UNFINISHED.format("NEW")
    op.execute(
        "CREATE FUNCTION count_jobs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN IF {old} THEN {subtract()}; END IF; END IF; "
        f"IF TG_OP <> 'DELETE' THEN IF {new} THEN {add()}; END IF; "
        "IF TG_OP = 'INSERT' OR OLD.status IS DISTINCT FROM NEW.status THEN "
        "PERFORM pg_notify('vignette_jobs', NEW.id || ' ' || NEW.status); END IF; END IF; "
        f"IF TG_OP <> 'INSERT' THEN IF {old} THEN {forget()}; END IF; END IF; "
        "RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER jobs_counted AFTER INSERT OR DELETE OR UPDATE OF status, work ON jobs "
        "FOR EACH ROW EXECUTE FUNCTION count_jobs()"
    )
    op.execute(
        "CREATE FUNCTION count_rules() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "UPDATE rules_version SET version = version + 1; RETURN NULL; END $$"
    )
    for table in RULES:
        op.execute(
            f"CREATE TRIGGER {table}_counted AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION count_rules()"
        )


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("frontend", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("work", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("requester_id", "frontend", "kind", name=op.f("pk_queue_counts")),
    )
    op.create_table("rules_version", sa.Column("version", sa.Integer(), autoincrement=False, primary_key=True))
    op.execute("INSERT INTO rules_version (version) VALUES (1)")
    op.execute(
        f"INSERT INTO {TABLE} (requester_id, frontend, kind, queued, running, work) "
        "SELECT requester_id, frontend, kind, SUM(CASE WHEN status = 'queued' THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN status = 'running' THEN 1 ELSE 0 END), SUM(CASE WHEN status = 'queued' THEN work ELSE 0 END) "
        "FROM jobs WHERE status IN ('queued', 'running') GROUP BY requester_id, frontend, kind"
    )
    if op.get_bind().dialect.name == "sqlite":
        count_on_sqlite()
    else:
        count_on_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("came", "changed", "went"):
            op.execute(f"DROP TRIGGER job_{name}")
        for table in RULES:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_{event}")
    else:
        for table in RULES:
            op.execute(f"DROP TRIGGER {table}_counted ON {table}")
        op.execute("DROP FUNCTION count_rules()")
        op.execute("DROP TRIGGER jobs_counted ON jobs")
        op.execute("DROP FUNCTION count_jobs()")
    op.drop_table("rules_version")
    op.drop_table(TABLE)
