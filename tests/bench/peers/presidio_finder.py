"""What Presidio's pattern recognisers find: all that hold for Sweden, without a language model, nothing fetched."""

import tldextract
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    CryptoRecognizer,
    DateRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    MacAddressRecognizer,
    PhoneRecognizer,
    SeOrganisationsnummerRecognizer,
    SePersonnummerRecognizer,
    UrlRecognizer,
    UuidRecognizer,
)

from .finding import answer

KINDS = (
    CreditCardRecognizer,
    CryptoRecognizer,
    DateRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    MacAddressRecognizer,
    SeOrganisationsnummerRecognizer,
    SePersonnummerRecognizer,
    UrlRecognizer,
    UuidRecognizer,
)
# The list of top domains that the package brings; the e-mails of the texts are invented, so their ending counts too.
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), extra_suffixes=("example",))
RECOGNISERS = [PhoneRecognizer(supported_language="sv", supported_regions=("SE",))]
RECOGNISERS += [kind(supported_language="sv") for kind in KINDS]


def found(text):
    """Every result with a score, as its engine does by default, joined if they overlap; it asks nothing: all sure."""
    results = [each for one in RECOGNISERS for each in one.analyze(text, one.supported_entities) if each.score > 0]
    whole = []
    for start, end in sorted((each.start, each.end) for each in results):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]), True)
        else:
            whole.append((start, end, True))
    return whole


if __name__ == "__main__":
    answer(found)
