package org.tongmai.kernel;

/**
 * The code of an organisation (组织机构代码) by GB 11714: eight places and a check.
 *
 * @param value nine places, upper case, without the hyphen
 */
public record OrganisationCode(String value) {

    private static final int[] WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};

    /** @throws Problem {@code kernel.organisation-code-wrong} */
    public OrganisationCode {
        if (value.length() != 9 || value.charAt(8) != check(value)) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.organisation-code-wrong",
                    "An organisation code fails its check digit.",
                    "GB 11714: eight places of 0-9 and A-Z and a check digit by modulus 11.",
                    "Read the code from the certificate again.");
        }
    }

    private static char check(String value) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            int digit = Character.digit(value.charAt(i), 36);
            if (digit < 0) {
                return '\0';
            }
            sum += digit * WEIGHTS[i];
        }
        int check = 11 - sum % 11;
        return check == 10 ? 'X' : (char) ('0' + check % 11);
    }
}
