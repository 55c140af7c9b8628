"""People with two family names, in one column or in three."""

import pytest
from sqlalchemy import select

from db.engine.database import Database
from db.tables.leads import leads
from tests.importing.conftest import Import


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("Nombre,Tel", "María José García López,2085550141", "Ana de la Cruz Díaz,2085550142"),
            {
                ("María José García López", "María José", "García López"),
                ("Ana de la Cruz Díaz", "Ana", "de la Cruz Díaz"),
            },
        ),
        (
            ("Nombre,Tel", "Ana García,2085550141", "Juan Pérez Ruiz,2085550142"),
            {("Ana García", "Ana", "García"), ("Juan Pérez Ruiz", "Juan", "Pérez Ruiz")},
        ),
        (("Nombre,Tel", "Ana,2085550141"), {("Ana", "Ana", "")}),
        (
            (
                "Nombre,Primer Apellido,Segundo Apellido,Tel",
                "María José,García,López,2085550141",
                "Juan,Pérez,,2085550142",
            ),
            {
                ("María José García López", "María José", "García López"),
                ("Juan Pérez", "Juan", "Pérez"),
            },
        ),
        (
            ("Nombre,Apellido Paterno,Apellido Materno,Tel", "Ana,Díaz,NULL,2085550141"),
            {("Ana Díaz", "Ana", "Díaz")},
        ),
    ],
    ids=["four_words", "three_words", "given_name", "three_columns", "none"],
)
def test_spanish_people_keep_both_family_names(
    database: Database, bring: Import, lines: tuple[str, ...], expected: set[tuple[str, str, str]]
) -> None:
    bring(*lines)
    with database.read() as connection:
        rows = connection.execute(select(leads.c.name, leads.c.given_name, leads.c.family_name))
        assert {tuple(row) for row in rows} == expected
