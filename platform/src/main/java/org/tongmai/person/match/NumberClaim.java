package org.tongmai.person.match;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.ResidentNumber;
import org.tongmai.kernel.Sex;

/**
 * A resident identity number as an institution claims it, and how far it can be believed.
 *
 * @param value 18 places where it could be read, else what was written, without blanks
 */
public record NumberClaim(String value, State state) {

    /** How far a number can be believed. */
    public enum State {
        /** The check digit is right and the number agrees with the birth date and sex stated beside it. */
        SOUND,
        /** Made from 15 digits that carry no check, and agrees with what is stated beside it. */
        CONVERTED,
        /** The check digit is right, but birth date and sex stated beside it are another's: perhaps a borrowed card. */
        CONTRADICTED,
        /** Form, date or check digit is wrong: mistyped. */
        MISTYPED
    }

    private static final int SHORTEST = 12;
    private static final int OLD_LENGTH = 15;

    /**
     * Reads a number as an institution wrote it.
     *
     * @param today no birth date inside it may lie after this day
     * @return empty for a blank, a stub or a placeholder (000…, 123456…)
     */
    public static Optional<NumberClaim> read(String written, Optional<LocalDate> birthDate, Sex sex, LocalDate today) {
        String bare = written.replaceAll("[\\s\\p{Z}-]", "").toUpperCase(Locale.ROOT);
        if (bare.length() < SHORTEST || bare.length() > 20 || Placeholders.number(bare)) {
            return Optional.empty();
        }
        try {
            var number = ResidentNumber.parse(bare, today);
            boolean old = bare.length() == OLD_LENGTH;
            boolean agrees = birthDate
                            .map(date ->
                                    BirthDates.compare(date, number.birthDate()).near())
                            .orElse(true)
                    && sexAgrees(
                            sex,
                            number.sex(),
                            birthDate.filter(number.birthDate()::equals).isPresent());
            State state = old ? State.CONVERTED : State.SOUND;
            return Optional.of(new NumberClaim(number.value(), agrees ? state : State.CONTRADICTED));
        } catch (Problem wrong) {
            return Optional.of(new NumberClaim(bare, State.MISTYPED));
        }
    }

    /** The birth date inside a number that could be read. */
    LocalDate born() {
        return LocalDate.parse(value.substring(6, 14), DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** Whether a number that differs from this one is surely another person's. */
    boolean distinctive() {
        return state == State.SOUND;
    }

    /** Whether the same number on both sides speaks for one person. */
    boolean believable() {
        return state == State.SOUND || state == State.CONVERTED;
    }

    /** A wrong sex alone is a slip where the birth date agrees to the day. */
    private static boolean sexAgrees(Sex stated, Sex inside, boolean sameDay) {
        boolean told = stated == Sex.MALE || stated == Sex.FEMALE;
        return !told || stated == inside || sameDay;
    }
}
