"""The outbox keeps order within a lane, which is a person's own or that of one account of theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_outbox_state_person", table_name="outbox")
    op.add_column("outbox", sa.Column("lane", sa.Text(), nullable=True))
    op.execute("UPDATE outbox SET lane = person")
    op.create_index("ix_outbox_state_lane", "outbox", ["state", "lane", "seq"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_outbox_state_lane", table_name="outbox")
    op.drop_column("outbox", "lane")
    op.create_index("ix_outbox_state_person", "outbox", ["state", "person", "seq"], unique=False)
