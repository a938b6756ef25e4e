package org.tongmai.emergency;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.ResidentNumber;

/** Refusals that several doors share. */
final class Refusals {

    private static final int WORDS_LONGEST = 4_000;

    /** What may be an identity number of 18 places, as people write it. */
    private static final Pattern RESIDENT =
            Pattern.compile("(?<![0-9A-Za-z])\\d{6}[ -]?\\d{8}[ -]?\\d{3}[0-9Xx](?![0-9A-Za-z])");

    /** A mobile phone number: eleven places that begin with 13 to 19, as people write it. */
    private static final Pattern PHONE =
            Pattern.compile("(?<![0-9A-Za-z])1[3-9]\\d[ -]?\\d{4}[ -]?\\d{4}(?![0-9A-Za-z])");

    private Refusals() {}

    static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "emergency.event-unknown",
                "There is no such event that you may see.",
                "CDC staff see the events of their region, and those on whose roster they are.",
                "Choose one from the list.");
    }

    static Problem notStaff() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "emergency.not-staff",
                "You are not among those who work on the event.",
                "Those of the jurisdiction that commands it do, and those who are on duty by its roster.",
                "Ask the commanding CDC to put you on the roster.");
    }

    static Problem ended() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "emergency.event-closed",
                "The event is closed.",
                "What is closed does not change; what happened stays readable.",
                "Open another event if it begins again.");
    }

    /** @param field the moment that cannot be */
    static void requireTime(boolean right, String field, String why) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "emergency.time-wrong",
                    "A moment is missing, or cannot be.",
                    why,
                    "Correct the moment that is named.",
                    List.of(field));
        }
    }

    /** @param most how many there may be */
    static void requireFewer(int there, int most) {
        if (there >= most) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "emergency.too-many",
                    "There are " + most + " of these in the event already.",
                    "More than that nobody oversees.",
                    "Take off the roster who is not needed, or open another event.");
        }
    }

    static Problem accountUnknown() {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "emergency.account-unknown",
                "There is no open account with this login.",
                "Who is on duty sees and works on the event by the own account.",
                "Correct the login, or have the operator make an account.",
                List.of("account"));
    }

    /** @param field what is missing or wrong */
    static void require(boolean right, String field) {
        if (!right) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "emergency.incomplete",
                    "Something that is needed is missing or cannot be.",
                    "What is written into an event is written for good.",
                    "Fill in what is named.",
                    List.of(field));
        }
    }

    /** What was said, without blanks around it; refused where there is nothing or too much. */
    static String told(@Nullable String words, String field) {
        String said = words == null ? "" : words.strip();
        require(!said.isEmpty() && said.length() <= WORDS_LONGEST, field);
        return said;
    }

    /** Free words that must be there and stay for good. */
    static String words(@Nullable String words) {
        return nameless(told(words, "words"), "words");
    }

    /** Free words stay for good, so they tell nobody's number. @throws Problem {@code emergency.names-somebody} */
    static String nameless(String words, String field) {
        String plain = Normalizer.normalize(words, Normalizer.Form.NFKC);
        boolean identity = RESIDENT.matcher(plain)
                .results()
                .anyMatch(each -> resident(each.group().replaceAll("[ -]", "").toUpperCase(Locale.ROOT)));
        if (identity || PHONE.matcher(plain).find()) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "emergency.names-somebody",
                    "The words tell somebody's identity or phone number.",
                    "What is written into an event stays for good and is read beyond its staff; data of people are deleted after it (突发事件应对法 84, 85).",
                    "Leave the number away; say a person by the number on the event's list.",
                    List.of(field));
        }
        return words;
    }

    private static boolean resident(String number) {
        try {
            return new ResidentNumber(number).value().equals(number);
        } catch (Problem none) {
            return false;
        }
    }

    /** The same where it may be left out. */
    static String said(@Nullable String words, String field) {
        String said = words == null ? "" : words.strip();
        require(said.length() <= WORDS_LONGEST, field);
        return said;
    }
}
