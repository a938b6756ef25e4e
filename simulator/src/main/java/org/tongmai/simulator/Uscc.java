package org.tongmai.simulator;

/**
 * Unified social credit codes (GB 32100-2015): registrar 1 (编办), class 2 (事业单位), 6 digits division, 9 places organisation code
 * (GB 11714), 1 check.
 */
final class Uscc {

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final int[] WEIGHTS = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    private static final int[] ORGANISATION_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};

    private Uscc() {}

    /** @param organisation the first 8 places of the organisation code */
    static String of(String division, String organisation) {
        String body = "12" + division + organisation + organisationCheck(organisation);
        return body + check(body);
    }

    static boolean valid(String code) {
        return code.length() == 18
                && check(code) == code.charAt(17)
                && organisationCheck(code.substring(8, 16)) == code.charAt(16);
    }

    private static char check(String body) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * ALPHABET.indexOf(body.charAt(i));
        }
        return ALPHABET.charAt((31 - sum % 31) % 31);
    }

    private static char organisationCheck(String organisation) {
        int sum = 0;
        for (int i = 0; i < ORGANISATION_WEIGHTS.length; i++) {
            sum += ORGANISATION_WEIGHTS[i] * Character.digit(organisation.charAt(i), 36);
        }
        int check = 11 - sum % 11;
        return check == 10 ? 'X' : check == 11 ? '0' : (char) ('0' + check);
    }
}
