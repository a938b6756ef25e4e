package org.tongmai.kernel;

import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * A document that identifies a person: its type and its number, checked as far as the type has a rule. Numbers of foreign
 * passports, military and household documents have no common rule; their letters, digits and length are bounded.
 *
 * @param number upper case, without blanks and separators
 */
public record IdentityDocument(DocumentType type, String number) {

    private static final Pattern PASSPORT = Pattern.compile("[A-Z0-9]{5,15}");
    private static final Pattern OFFICER = Pattern.compile("[\\p{IsHan}A-Z0-9]{4,20}");
    private static final Pattern HOUSEHOLD_REGISTER = Pattern.compile("[A-Z0-9]{5,20}");
    private static final Pattern HK_MACAU = Pattern.compile("[HMC]\\d{8}(\\d{2})?");
    private static final Pattern TAIWAN = Pattern.compile("\\d{8}(\\d{2}[A-Z0-9]?)?|[A-Z]\\d{8,9}");
    private static final Pattern BIRTH_CERTIFICATE = Pattern.compile("[A-Z]\\d{9}");
    private static final Pattern CARD = Pattern.compile("[A-Z0-9]{6,32}");

    /** @throws Problem {@code kernel.document-number-malformed}, and those of {@link ResidentNumber} */
    public IdentityDocument {
        if (type == DocumentType.RESIDENT_NUMBER || type == DocumentType.DRIVING_LICENCE) {
            var _ = new ResidentNumber(number);
        } else if (!form(type).matcher(number).matches()) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.document-number-malformed",
                    "The number of an identity document does not have the form of its type.",
                    "Each type of CV02.01.101 has its own form of number.",
                    "Check that the type belongs to the document, and read the number again.");
        }
    }

    /**
     * Reads a number as people type it.
     *
     * @param today no birth date inside the number may lie after it
     * @throws Problem as the constructor
     */
    public static IdentityDocument parse(DocumentType type, String text, LocalDate today) {
        boolean resident = type == DocumentType.RESIDENT_NUMBER || type == DocumentType.DRIVING_LICENCE;
        String number = resident ? ResidentNumber.parse(text, today).value() : Written.compact(text);
        return new IdentityDocument(type, number);
    }

    public String tail() {
        return Mask.tail(number);
    }

    /** Never the number itself, so that it cannot slip into a log. */
    @Override
    public String toString() {
        return type + " " + Mask.allButTail(number);
    }

    private static Pattern form(DocumentType type) {
        return switch (type) {
            case HOUSEHOLD_REGISTER -> HOUSEHOLD_REGISTER;
            case PASSPORT -> PASSPORT;
            case OFFICER -> OFFICER;
            case HK_MACAU_PERMIT -> HK_MACAU;
            case TAIWAN_PERMIT -> TAIWAN;
            case BIRTH_CERTIFICATE -> BIRTH_CERTIFICATE;
            case CARD, RESIDENT_NUMBER, DRIVING_LICENCE -> CARD;
        };
    }
}
