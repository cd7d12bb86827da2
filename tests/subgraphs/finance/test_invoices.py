"""Invoices, and what members and companies owe, as a client and the gateway read them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from shared_models.finance import InvoiceKind, InvoiceStatus, PaymentAllocation
from tests.subgraphs.finance.builders import START, a_bank, a_ledger_account, a_payment, bill
from tests.subgraphs.service import Service

HUNDRED = Decimal(100)


async def test_an_invoice_is_found_by_id_and_by_number(finance: Service) -> None:
    invoice = await bill(finance, [HUNDRED], invoice_number="INV-FIND")
    query = "query ($id: ID, $number: String) { invoice(id: $id, invoiceNumber: $number) { invoiceNumber status } }"

    by_id = await finance.ask(query, id=invoice.id)
    by_number = await finance.ask(query, number="INV-FIND")

    assert by_id == by_number == {"invoice": {"invoiceNumber": "INV-FIND", "status": "ISSUED"}}


async def test_an_unknown_invoice_is_null_and_a_wrong_id_is_refused(finance: Service) -> None:
    data = await finance.ask('{ invoice(invoiceNumber: "none") { id } }')
    refusal = await finance.refusal('{ invoice(id: "17") { id } }')

    assert data == {"invoice": None}
    assert refusal == ("id: not an id (a UUID)", "BAD_USER_INPUT")


async def test_only_the_columns_the_operation_needs_are_read(finance: Service) -> None:
    invoice = await bill(finance, [HUNDRED])

    await finance.ask("query ($id: ID) { invoice(id: $id) { total { amount } } }", id=invoice.id)

    selected = [statement.split("FROM")[0].split() for statement in finance.statements]
    assert selected == [
        ["SELECT", "premium_invoices.id,", "premium_invoices.currency,", "premium_invoices.total"],
    ]


async def test_an_invoice_shows_its_parts_lines_and_payer(finance: Service) -> None:
    member, enrolment, policy = uuid4(), uuid4(), uuid4()
    invoice = await bill(
        finance,
        [Decimal("58.47"), Decimal("1.17")],
        member_id=member,
        policy_id=policy,
        subtotal=Decimal("58.47"),
        tax=Decimal("1.17"),
        paid=Decimal("9.64"),
        status=InvoiceStatus.PARTIALLY_PAID,
        line={"member_id": member, "enrolment_id": enrolment},
    )

    data = await finance.ask(
        """query ($id: ID) { invoice(id: $id) {
             billToType company { id } member { id } policy { id } billingSpan { from to } issuedOn dueOn
             subtotal { amount } tax { amount } total { amount currency } paid { amount } outstanding { amount }
             lines { lineNo item unitAmount { amount } amount { amount currency }
                     member { id } enrolment { id } } } }""",
        id=invoice.id,
    )

    line = {"item": "PREMIUM", "member": {"id": str(member)}, "enrolment": {"id": str(enrolment)}}
    assert data["invoice"] == {
        "billToType": "MEMBER",
        "company": None,
        "member": {"id": str(member)},
        "policy": {"id": str(policy)},
        "billingSpan": {"from": "2026-03-01", "to": "2026-04-01"},
        "issuedOn": "2026-03-01",
        "dueOn": "2026-03-15",
        "subtotal": {"amount": "58.47"},
        "tax": {"amount": "1.17"},
        "total": {"amount": "59.64", "currency": "USD"},
        "paid": {"amount": "9.64"},
        "outstanding": {"amount": "50.00"},
        "lines": [
            line | {"lineNo": 1, "unitAmount": {"amount": "58.47"}, "amount": {"amount": "58.47", "currency": "USD"}},
            line | {"lineNo": 2, "unitAmount": {"amount": "1.17"}, "amount": {"amount": "1.17", "currency": "USD"}},
        ],
    }


async def test_overdue_invoices_of_many_companies_cost_one_statement_each_for_rows_counts_and_lines(
    finance: Service,
) -> None:
    companies = [uuid4() for _ in range(10)]
    for company in companies:
        await bill(finance, [HUNDRED, HUNDRED], company_id=company, status=InvoiceStatus.OVERDUE)
        await bill(finance, [HUNDRED], company_id=company)
    representations = [{"__typename": "Company", "id": company} for company in companies]

    found = await finance.entities(
        """... on Company { invoices(filter: {status: OVERDUE}) {
             totalCount edges { node { total { amount } lines { amount { amount } } } } } }""",
        representations,
    )

    expected = {"total": {"amount": "200.00"}, "lines": [{"amount": {"amount": "100.00"}}] * 2}
    assert [each["invoices"] for each in found] == [{"totalCount": 1, "edges": [{"node": expected}]}] * 10
    assert len(finance.statements) == 3


async def test_invoices_lead_forward_and_back(finance: Service) -> None:
    member = uuid4()
    for day in range(1, 6):
        await bill(finance, [HUNDRED], member_id=member, due_on=date(2026, 3, day), invoice_number=f"PAGE-{day}")
    query = """query ($f: Int, $a: String, $l: Int, $b: String, $m: ID!) {
      invoices(first: $f, after: $a, last: $l, before: $b, filter: {memberId: $m}, orderBy: DUE_ON_ASC) {
        edges { node { invoiceNumber } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

    async def page(**arguments: object) -> tuple[list[str], dict[str, Any]]:
        invoices = (await finance.ask(query, m=member, **arguments))["invoices"]
        return [edge["node"]["invoiceNumber"] for edge in invoices["edges"]], invoices["pageInfo"]

    first, first_info = await page(f=3)
    second, second_info = await page(f=3, a=first_info["endCursor"])
    back, _ = await page(l=2, b=second_info["startCursor"])

    assert (first, second, back) == (["PAGE-1", "PAGE-2", "PAGE-3"], ["PAGE-4", "PAGE-5"], ["PAGE-2", "PAGE-3"])
    assert (first_info["hasNextPage"], second_info["hasNextPage"]) == (True, False)


async def test_invoices_are_narrowed_by_kind_due_day_and_number(finance: Service) -> None:
    company = uuid4()
    await bill(finance, [HUNDRED], company_id=company, invoice_number="NARROW-1", due_on=date(2026, 3, 20))
    await bill(finance, [HUNDRED], company_id=company, invoice_number="NARROW-2", due_on=date(2026, 3, 25))
    await bill(finance, [HUNDRED], company_id=company, invoice_number="NARROW-3", kind=InvoiceKind.CARD_FEE)
    query = """query ($filter: PremiumInvoiceFilter) {
      invoices(filter: $filter, orderBy: NUMBER_ASC) { edges { node { invoiceNumber } } } }"""

    async def numbers(**condition: object) -> list[str]:
        data = await finance.ask(query, filter={"companyId": str(company)} | condition)
        return [edge["node"]["invoiceNumber"] for edge in data["invoices"]["edges"]]

    assert await numbers(kind="CARD_FEE") == ["NARROW-3"]
    assert await numbers(dueFrom="2026-03-20", dueTo="2026-03-24") == ["NARROW-1"]
    assert await numbers(search="narrow-2") == ["NARROW-2"]
    assert await numbers(statusIn=["PAID", "OVERDUE"]) == []


async def test_twenty_invoices_as_entities_cost_one_statement(finance: Service) -> None:
    invoices = [await bill(finance, [Decimal(n + 1)]) for n in range(20)]
    representations = [{"__typename": "PremiumInvoice", "id": invoice.id} for invoice in invoices]
    representations.append({"__typename": "PremiumInvoice", "id": uuid4()})

    found = await finance.entities("... on PremiumInvoice { total { amount } }", representations)

    assert [each and each["total"]["amount"] for each in found] == [*(f"{n + 1}.00" for n in range(20)), None]
    assert len(finance.statements) == 1


async def test_an_enrolment_has_the_invoices_with_a_line_for_it_once_each(finance: Service) -> None:
    enrolments = [uuid4() for _ in range(10)]
    for enrolment in enrolments:
        await bill(finance, [HUNDRED, HUNDRED], line={"enrolment_id": enrolment})
        await bill(finance, [Decimal(50)], line={"enrolment_id": enrolment}, due_on=date(2026, 4, 15))
    representations = [{"__typename": "Enrolment", "id": enrolment} for enrolment in enrolments]

    found = await finance.entities(
        "... on Enrolment { invoices(first: 5) { totalCount edges { node { total { amount } } } } }", representations
    )

    expected = [{"node": {"total": {"amount": "50.00"}}}, {"node": {"total": {"amount": "200.00"}}}]
    assert [each["invoices"] for each in found] == [{"totalCount": 2, "edges": expected}] * 10
    assert len(finance.statements) == 2


async def test_members_owe_what_is_open_less_open_credit_notes(finance: Service) -> None:
    owing, credited, clear = uuid4(), uuid4(), uuid4()
    await bill(finance, [HUNDRED], member_id=owing, paid=Decimal("30.50"), status=InvoiceStatus.PARTIALLY_PAID)
    await bill(finance, [HUNDRED], member_id=owing, status=InvoiceStatus.OVERDUE)
    await bill(finance, [HUNDRED], member_id=owing, status=InvoiceStatus.PAID, paid=HUNDRED)
    await bill(finance, [HUNDRED], member_id=credited)
    await bill(finance, [Decimal(40)], member_id=credited, kind=InvoiceKind.CREDIT_NOTE)
    representations = [{"__typename": "Member", "id": member} for member in (owing, credited, clear)]

    found = await finance.entities("... on Member { outstandingBalance { amount currency } }", representations)

    assert [each["outstandingBalance"] for each in found] == [
        {"amount": "169.50", "currency": "USD"},
        {"amount": "60.00", "currency": "USD"},
        {"amount": "0.00", "currency": "USD"},
    ]
    assert len(finance.statements) == 1


async def test_a_member_with_invoices_in_two_currencies_is_asked_for_one(finance: Service) -> None:
    member = uuid4()
    await bill(finance, [HUNDRED], member_id=member, currency="KES")
    await bill(finance, [Decimal(7)], member_id=member, currency="JPY")
    query = """query ($r: [_Any!]!, $currency: CurrencyCode) { _entities(representations: $r) {
      ... on Member { outstandingBalance(currency: $currency) { amount currency } } } }"""

    refusal = await finance.refusal(query, r=[{"__typename": "Member", "id": str(member)}])
    in_yen = await finance.ask(query, r=[{"__typename": "Member", "id": str(member)}], currency="JPY")

    assert refusal == ("currency: there are open invoices in JPY, KES; give one of them", "BAD_USER_INPUT")
    assert in_yen["_entities"] == [{"outstandingBalance": {"amount": "7", "currency": "JPY"}}]


async def test_companies_owe_in_their_own_currency_and_outstanding_shows_all(finance: Service) -> None:
    company = uuid4()
    await bill(finance, [HUNDRED], company_id=company)
    await bill(finance, [Decimal(900)], company_id=company, currency="KES")

    found = await finance.entities(
        "... on Company { balance { amount currency } }",
        [
            {"__typename": "Company", "id": company, "currency": "USD"},
            {"__typename": "Company", "id": uuid4(), "currency": "EUR"},
        ],
    )
    outstanding = await finance.ask("query ($id: ID!) { outstanding(companyId: $id) { amount currency } }", id=company)

    assert [each["balance"] for each in found] == [
        {"amount": "100.00", "currency": "USD"},
        {"amount": "0.00", "currency": "EUR"},
    ]
    assert outstanding["outstanding"] == [
        {"amount": "900.00", "currency": "KES"},
        {"amount": "100.00", "currency": "USD"},
    ]


async def test_a_payment_and_the_invoice_it_settles_lead_to_each_other(finance: Service) -> None:
    ledger_account = a_ledger_account()
    bank = a_bank(ledger_account)
    payment = a_payment(bank, transaction_number="PAY-SETTLES")
    invoice = await bill(finance, [HUNDRED], invoice_number="INV-SETTLED")
    allocation = PaymentAllocation(
        payment_id=payment.id, payment_initiated_at=START, invoice_id=invoice.id, amount=Decimal(60), currency="USD"
    )
    await finance.store(ledger_account, bank, payment, allocation)

    data = await finance.ask(
        """query ($id: ID) { invoice(id: $id) { allocations {
             amount { amount } payment { transactionNumber allocations { invoice { invoiceNumber } } } } } }""",
        id=invoice.id,
    )

    assert data["invoice"]["allocations"] == [
        {
            "amount": {"amount": "60.00"},
            "payment": {
                "transactionNumber": "PAY-SETTLES",
                "allocations": [{"invoice": {"invoiceNumber": "INV-SETTLED"}}],
            },
        }
    ]


async def test_a_credit_note_points_at_the_invoice_it_gives_back(finance: Service) -> None:
    company, policy = uuid4(), uuid4()
    invoice = await bill(finance, [HUNDRED], company_id=company, policy_id=policy, invoice_number="INV-GIVEN")
    note = await bill(
        finance, [HUNDRED], company_id=company, kind=InvoiceKind.CREDIT_NOTE, credits_invoice_id=invoice.id
    )

    data = await finance.ask("query ($id: ID) { invoice(id: $id) { kind credits { invoiceNumber } } }", id=note.id)

    assert data["invoice"] == {"kind": "CREDIT_NOTE", "credits": {"invoiceNumber": "INV-GIVEN"}}


async def test_pages_that_make_no_sense_are_refused(finance: Service) -> None:
    too_many = await finance.refusal("{ invoices(first: 101) { totalCount } }")
    no_cursor = await finance.refusal('{ payments(after: "nonsense") { edges { cursor } } }')
    no_company = await finance.refusal('{ invoices(filter: {companyId: "acme"}) { totalCount } }')

    assert too_many == ("first: 101 is not between 0 and 100", "BAD_USER_INPUT")
    assert no_cursor == ("after: not a cursor of this list", "BAD_USER_INPUT")
    assert no_company == ("companyId: not an id (a UUID)", "BAD_USER_INPUT")
