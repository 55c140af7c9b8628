"""The first tables"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant
from db.migrations.indexes import partial_index
from db.tables.first_outcomes import OUTCOMES

revision = "0001_5680d643"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", BigId, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    partial_index("ix_audit_entry_refused", "audit_entry", ["seq"], "action = 'dial_refused'")
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_audit_head_is_one"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "held_number",
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("held_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("e164"),
    )
    op.create_index("ix_held_number_claim", "held_number", ["claim"])
    op.create_table(
        "lead_list",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("scrubbed_on", sa.Date(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.Column("hidden_at", Instant(), nullable=True),
        sa.CheckConstraint("kind = 'consumer' OR kind = 'business'", name="ck_kind_is_known"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outcome",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_contact", sa.Boolean(), nullable=False),
        sa.Column("is_no", sa.Boolean(), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.Column("closes_lead", sa.Boolean(), nullable=False),
        sa.Column("closes_number", sa.String(), nullable=False),
        sa.Column("closes_after", sa.Integer(), nullable=True),
        sa.Column("rest_minutes", sa.Integer(), nullable=True),
        sa.Column("suppresses", sa.Boolean(), nullable=False),
        sa.Column("suppresses_person", sa.Boolean(), nullable=False),
        sa.Column("needs", sa.String(), nullable=False),
        sa.CheckConstraint("rest_minutes IS NULL OR rest_minutes >= 0", name="ck_outcome_rest"),
        sa.CheckConstraint("closes_after IS NULL OR closes_after >= 1", name="ck_outcome_closes"),
        sa.PrimaryKeyConstraint("code"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "place",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("hidden_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_place_facts", "place", ["facts"])
    partial_index("ix_place_hidden", "place", ["id"], "hidden_at IS NOT NULL")
    op.create_table(
        "registry",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind = 'bars' OR kind = 'mobile' OR kind = 'warns'", name="ck_kind_is_known"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "area_code", name="uq_registry_area"),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "calling_session",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("list_id", BigId, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("span_opens_at", Instant(), nullable=True),
        sa.Column("span_closes_at", Instant(), nullable=True),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("paused_at", Instant(), nullable=True),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("given_back", sa.Integer(), nullable=False),
        sa.Column("screening", sa.String(), nullable=False),
        sa.Column("is_of_list", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status = 'planned' OR status = 'active' OR status = 'paused' OR status = 'done'",
            name="ck_status_is_known",
        ),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_calling_session_agent", "calling_session", ["agent", "status"])
    op.create_index("ix_calling_session_list_id", "calling_session", ["list_id"])
    partial_index(
        "uq_calling_session_active", "calling_session", ["agent"], "status = 'active'", unique=True
    )
    op.create_table(
        "pending_change",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("batch_id", BigId, nullable=False),
        sa.Column("does", sa.String(), nullable=False),
        sa.Column("lead_id", BigId, nullable=True),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("list_id", BigId, nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("duplicate_in_file", sa.Integer(), nullable=False),
        sa.Column("duplicate_in_database", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("on_dnc", sa.Integer(), nullable=False),
        sa.Column("hidden_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "rows = imported + updated + duplicate_in_file + duplicate_in_database + rejected",
            name="ck_import_batch_adds_up",
        ),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_batch_list_id", "import_batch", ["list_id"])
    op.create_index("ix_import_batch_source", "import_batch", ["source"])
    op.create_table(
        "consent",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("batch_id", BigId, nullable=True),
        sa.CheckConstraint(
            "kind = 'written' OR kind = 'transaction' OR kind = 'inquiry' OR kind = 'stated'",
            name="ck_kind_is_known",
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_consent_e164", "consent", ["e164"])
    op.create_index("ix_consent_batch_id", "consent", ["batch_id"])
    op.create_table(
        "registry_block",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("exchange", sa.BigInteger(), nullable=False),
        sa.Column("registry_id", BigId, nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["registry_id"], ["registry.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("exchange", "registry_id", name="uq_registry_block"),
    )
    op.create_index("ix_registry_block_registry_id", "registry_block", ["registry_id"])
    op.create_table(
        "lead",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("list_id", BigId, nullable=False),
        sa.Column("batch_id", BigId, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=False),
        sa.Column("income", sa.BigInteger(), nullable=True),
        sa.Column("net_worth", sa.BigInteger(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("vendor_id", sa.String(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("extras", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("place_id", BigId, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("bar", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("due_reason", sa.String(), nullable=False),
        sa.Column("dials", sa.Integer(), nullable=False),
        sa.Column("noes", sa.Integer(), nullable=False),
        sa.Column("last_dialled_at", Instant(), nullable=True),
        sa.Column("introduced_at", Instant(), nullable=True),
        sa.Column("held_by", sa.String(), nullable=True),
        sa.Column("held_until", Instant(), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.CheckConstraint("kind = 'consumer' OR kind = 'business'", name="ck_kind_is_known"),
        sa.CheckConstraint(
            "status = 'open' OR status = 'barred' OR status = 'closed'", name="ck_status_is_known"
        ),
        sa.CheckConstraint(
            "(held_by IS NULL) = (held_until IS NULL)", name="ck_lead_hold_is_whole"
        ),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"]),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    partial_index(
        "ix_lead_fresh",
        "lead",
        ["place_id", sa.text("priority DESC"), "id"],
        "status = 'open' AND due_at IS NULL",
    )
    partial_index("ix_lead_barred", "lead", ["bar", "place_id"], "status = 'barred'")
    partial_index(
        "ix_lead_due",
        "lead",
        ["place_id", "due_at", "due_reason"],
        "status = 'open' AND due_at IS NOT NULL AND due_reason <> 'callback'",
    )
    partial_index("ix_lead_held", "lead", ["held_by", "held_until"], "held_by IS NOT NULL")
    op.create_index("ix_lead_list", "lead", ["list_id", "batch_id"])
    partial_index("ix_lead_vendor_id", "lead", ["vendor_id"], "vendor_id <> ''")
    partial_index("uq_lead_claim", "lead", ["claim"], "held_until IS NOT NULL", unique=True)
    op.create_table(
        "callback",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=True),
        sa.Column("dropped", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_callback_lead_id", "callback", ["lead_id"])
    partial_index("ix_callback_agent", "callback", ["agent", "due_at"], "kept_at IS NULL")
    partial_index("ix_callback_due", "callback", ["due_at"], "kept_at IS NULL")
    partial_index("uq_callback_open", "callback", ["lead_id"], "kept_at IS NULL", unique=True)
    op.create_table(
        "number",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("place_id", BigId, nullable=False),
        sa.CheckConstraint(
            "line = 'mobile' OR line = 'landline' OR line = 'unknown'", name="ck_line_is_known"
        ),
        sa.CheckConstraint(
            "status = 'open' OR status = 'invalid' OR status = 'wrong' OR status = 'disconnected'"
            " OR status = 'suppressed' OR status = 'registered'",
            name="ck_status_is_known",
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("e164", "lead_id", "extension", name="uq_number_of_lead"),
    )
    op.create_index("ix_number_lead", "number", ["lead_id"])
    partial_index(
        "ix_number_other", "number", ["place_id", "lead_id"], "position > 0 AND status = 'open'"
    )
    op.create_table(
        "session_lead",
        sa.Column("lead_id", BigId, autoincrement=False, nullable=False),
        sa.Column("session_id", BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("lead_id"),
    )
    op.create_index("ix_session_lead_order", "session_lead", ["session_id", "position"])
    op.create_table(
        "skip",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("session_id", BigId, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["calling_session.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_skip_lead_id", "skip", ["lead_id"])
    op.create_index("ix_skip_session_id", "skip", ["session_id"])
    op.create_table(
        "attempt",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("number_id", BigId, nullable=True),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("session_id", BigId, nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("caller_id", sa.String(), nullable=True),
        sa.Column("dialled_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("line_ended_at", Instant(), nullable=True),
        sa.Column("line_end", sa.String(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("verdict", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("tzdata", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint(
            "direction = 'inbound' OR verdict IS NOT NULL", name="ck_attempt_has_verdict"
        ),
        sa.CheckConstraint(
            "direction = 'outbound' OR direction = 'inbound'", name="ck_direction_is_known"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"]),
        sa.ForeignKeyConstraint(["number_id"], ["number.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["outcome"], ["outcome.code"]),
        sa.ForeignKeyConstraint(["session_id"], ["calling_session.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("claim"),
    )
    op.create_index("ix_attempt_agent", "attempt", ["agent", "dialled_at"])
    op.create_index("ix_attempt_dialled", "attempt", ["dialled_at"])
    partial_index("ix_attempt_complaint", "attempt", ["dialled_at"], "outcome = 'complaint'")
    op.create_index("ix_attempt_e164", "attempt", ["e164", "dialled_at"])
    op.create_index("ix_attempt_number_id", "attempt", ["number_id"])
    op.create_index("ix_attempt_lead", "attempt", ["lead_id", "dialled_at"])
    partial_index("ix_attempt_open", "attempt", ["agent"], "outcome IS NULL")
    op.create_index("ix_attempt_session", "attempt", ["session_id", "dialled_at"])
    op.create_table(
        "suppression",
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("attempt_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"]),
        sa.PrimaryKeyConstraint("e164"),
    )
    op.create_table(
        "suppression_pattern",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind = 'area_code' OR kind = 'prefix' OR kind = 'company' OR kind = 'domain'",
            name="ck_kind_is_known",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "value", name="uq_suppression_pattern"),
    )
    op.create_table(
        "number_salt",
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("e164"),
    )
    op.create_table(
        "prepared_text",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("list_id", BigId, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind = 'script' OR kind = 'objections' OR kind = 'introduction'",
            name="ck_kind_is_known",
        ),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "name", name="uq_prepared_text"),
    )
    op.create_index("ix_prepared_text_list_id", "prepared_text", ["list_id"])
    op.create_table(
        "introduction",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.CheckConstraint(
            "way = 'draft' OR way = 'file' OR way = 'server'", name="ck_way_is_known"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_introduction_lead_id", "introduction", ["lead_id"])
    op.bulk_insert(
        sa.table("audit_head", sa.column("id"), sa.column("seq"), sa.column("hash")),
        [{"id": 1, "seq": 0, "hash": "0" * 64}],
    )
    op.bulk_insert(sa.table("outcome", *(sa.column(name) for name in OUTCOMES[0])), OUTCOMES)
    op.bulk_insert(
        sa.table("setting", sa.column("name"), sa.column("value", sa.JSON)),
        [{"name": "revision", "value": 1}],
    )
