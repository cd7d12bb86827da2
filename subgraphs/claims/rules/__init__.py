"""How claims are decided: pure functions over facts, without database, clock or chance.

bill          what a provider asks for
snapshot      the facts of others a claim is decided on, frozen with its result
reasons       why something is not paid, and its code in remittances
eligibility   who is covered on a day                                             (rules 12.1)
case          one line with all that is known for it
gates         what a claim and a line must pass: steps 1 to 11                    (rules 12.2)
necessity     whether a procedure fits the diagnosis
pricing       what is allowed: step 12
rounding      how a version rounds
shares        who bears a line, and that the parts add up: step 17
sharing       deductible, copay, coinsurance, limits, other payers: steps 13 to 16
usage         how much of each limit is used, and where its year begins           (rules 12.4)
adjudicate    all of it in order: the function to read first
result        what comes of it
trace         the steps as they are kept
frozen        facts and results as JSON; the replay of a stored decision           (rules 12.16)
statement     the explanation of benefits; what a reversal takes back              (rules 12.3)
explaining    a decision in words
outlook       what a cover would do on a day: in force, in which tier, and what is left of it
filing        what a claim must be to be taken in: step 1
difference    what deciding a claim again would change
states        which state of a claim may follow which
fraud         what makes a claim suspicious                                        (rules 12.5)
"""

from subgraphs.claims.rules.adjudicate import ENGINE_VERSION, adjudicate
from subgraphs.claims.rules.eligibility import check_eligibility
from subgraphs.claims.rules.result import Rejection, Result

__all__ = ["ENGINE_VERSION", "Rejection", "Result", "adjudicate", "check_eligibility"]
