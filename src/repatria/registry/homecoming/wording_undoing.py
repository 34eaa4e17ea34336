"""What to do about each thing that rests on a wrong link: one sentence that says what it is, one that says what to do. Codes, no names."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "signature": "The signature of {code} falls with it. Tell whoever holds a copy of its statement or its bag, and say whom you told.",
    "individual": "{about} holds or held a bone of this link. Look whether its bones are one person; unlock it where they are not.",
    "ruled out": "{missing} was ruled out for {about} because the person was believed found. Revise that, so that they may be found there.",
    "list": "{about} was weighed with {missing} as found. Ask for a new search, and look at the list again.",
    "told": "The family of {missing} was told. Tell them in person that it was wrong, take the telling back, and bring the letter.",
    "conversation": "Something was said to the family of {missing} after the signature. Look whether it has to be put right.",
    "briefing": "The file was explained to the family of {missing}. Tell them what of it does not hold.",
    "letter": "A letter went to the family of {missing} after the signature. Write to them again.",
    "election": "The family of {missing} wished something for remains that are not theirs, as far as is known. Ask them whether it stands.",
    "wish before": "The family of {missing} had wished this before for the same remains. Keep it in mind when you ask what they wish.",
    "other family": "These bones may be of {about}. Look at the list; nothing is said to that family before a signature.",
    "public": "A name is public that does not belong to these remains. Withdraw the text now.",
    "prepared": "Release {about} is prepared. Cancel it; nothing leaves.",
    "under way": "Release {about} is under way. Stop it: ask for it back, note each portion as here again, and lay nothing to rest.",
    "release": "Release {about} has left ({state}). Ask for what went with it, and say what the family decided.",
    "grave": "Remains lie in a grave for {missing}. Ask the family; open it only as they and the law allow, and write down what was done.",
    "portion": "Bone {bone} was counted to {missing} later. End the event as not theirs, or say why it stands.",
    "historic": "Another issuer decided about the same person or bones. Tell the issuer, and look at their ground again.",
    "identification": "{about} shares bones or a person with {code}, or was weighed with it as settled. Look at its evidence again.",
    "figure": "A published account counted {code}. Publish the next one with the figure put right, or withdraw it with the reason.",
}
"""By the name that ``dependents.py`` gives; ``{about}``: the code, or table and number, of the thing itself."""
