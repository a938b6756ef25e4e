package org.tongmai.kernel;

import java.util.Optional;

/**
 * The code of a legal entity (统一社会信用代码, USCC) by GB 32100-2015: registrar, class, six places division, nine places
 * organisation code, one check. It names an institution everywhere on the platform.
 *
 * @param value 18 places, upper case
 */
public record UnifiedSocialCreditCode(String value) {

    /** The FHIR identifier system of the code. */
    public static final String SYSTEM = "https://tongmai.org/fhir/identifier/uscc";

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final int[] WEIGHTS = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    private static final String RULE =
            "GB 32100-2015: 18 places of 0-9 and A-Y without I, O, S, V, Z, the organisation code in places 9 to 17.";

    private static final String MEND =
            "Read the code from the business licence or the certificate of the institution again.";

    /**
     * @throws Problem {@code kernel.uscc-malformed}, {@code kernel.uscc-check-digit-wrong},
     *     {@code kernel.organisation-code-wrong}
     */
    public UnifiedSocialCreditCode {
        if (value.length() != 18 || !written(value) || !Written.digits(value, 2, 8)) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.uscc-malformed",
                    "A unified social credit code does not have its 18 places.",
                    RULE,
                    MEND);
        }
        if (value.charAt(17) != check(value)) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.uscc-check-digit-wrong",
                    "The check digit of a unified social credit code is wrong.",
                    RULE,
                    MEND);
        }
        var _ = new OrganisationCode(value.substring(8, 17));
    }

    /** Reads a code as people type it: blanks, hyphens, full-width and lower-case letters are accepted. */
    public static UnifiedSocialCreditCode parse(String text) {
        return new UnifiedSocialCreditCode(Written.compact(text));
    }

    /** The code in a text that may hold anything; empty where it is none. */
    public static Optional<UnifiedSocialCreditCode> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (Problem none) {
            return Optional.empty();
        }
    }

    /** The division of the registrar. */
    public RegionCode region() {
        return new RegionCode(value.substring(2, 8));
    }

    public OrganisationCode organisation() {
        return new OrganisationCode(value.substring(8, 17));
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean written(String value) {
        return value.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    private static char check(String value) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += ALPHABET.indexOf(value.charAt(i)) * WEIGHTS[i];
        }
        return ALPHABET.charAt((31 - sum % 31) % 31);
    }
}
