package org.tongmai.person.match;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Sex;

/**
 * Who a source patient is, as its institution registered it, in the form in which registrations are compared.
 *
 * @param compartment the source patient
 * @param names the name borne now first, then former and other names (曾用名); empty where none is known
 * @param birthDate null where unknown or a placeholder
 * @param minor whether it was registered as a child under {@value #MINOR_YEARS}, whose phone and address are the parents'
 * @param numbers resident identity numbers, the one in use first
 * @param documents other documents, each as {@code TYPE NUMBER}
 * @param phones digits only, without placeholders
 * @param guardians contact persons, each as {@code name NAME} or {@code phone DIGITS} or {@code number NUMBER}
 * @param commonness how common the name is among all registrations: 0 up to {@value MatchModel#HOLDERS_FREE} holders, then
 *     the whole part of the binary logarithm of their number
 * @param order a digest of what was registered: breaks ties alike in whatever order registrations arrived
 */
public record Registration(
        long compartment,
        List<PersonName> names,
        Sex sex,
        @Nullable LocalDate birthDate,
        boolean minor,
        List<NumberClaim> numbers,
        Set<String> documents,
        Set<String> phones,
        PostalAddress address,
        Set<String> guardians,
        int commonness,
        long order) {

    private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]");
    private static final int MINOR_YEARS = 18;
    private static final int PHONE_LEAST = 7;
    private static final int PHONE_MOST = 15;

    public Registration {
        names = List.copyOf(names);
        numbers = List.copyOf(numbers);
        documents = Set.copyOf(documents);
        phones = Set.copyOf(phones);
        guardians = Set.copyOf(guardians);
    }

    /** Whether somebody born then was a child on that day. */
    public static boolean minor(@Nullable LocalDate birthDate, LocalDate registered) {
        return birthDate != null && birthDate.plusYears(MINOR_YEARS).isAfter(registered);
    }

    /** The name borne now. */
    public Optional<PersonName> name() {
        return names.stream().findFirst();
    }

    /** The same with the commonness that this number of holders gives its name. */
    public Registration heldBy(long holders) {
        return new Registration(
                compartment,
                names,
                sex,
                birthDate,
                minor,
                numbers,
                documents,
                phones,
                address,
                guardians,
                commonness(holders),
                order);
    }

    /** The commonness of a name with so many holders; it changes only each time their number doubles. */
    public static int commonness(long holders) {
        return holders <= MatchModel.HOLDERS_FREE ? 0 : Long.SIZE - 1 - Long.numberOfLeadingZeros(holders);
    }

    /** Whether the same name may say something else once its holders are so many. */
    public static boolean weighsOtherwise(String name, long before, long now) {
        return commonness(before) != commonness(now)
                && NameRarity.most(name) > bound(Math.max(commonness(before), commonness(now)));
    }

    /** What it says that somebody else bears one of these names too, in bits: the name borne now by its holders as well. */
    double rarity(PersonName name) {
        double bits = NameRarity.bits(name);
        return name.equals(names.getFirst()) ? Math.min(bits, bound(commonness)) : bits;
    }

    private static double bound(int commonness) {
        return -MatchModel.PRIOR - commonness;
    }

    /**
     * A phone number as compared: digits without the country code of China.
     *
     * @return empty for what is no number or a placeholder (13800000000)
     */
    public static Optional<String> phone(String written) {
        String digits = NO_DIGIT.matcher(Normalizer.normalize(written, Normalizer.Form.NFKC))
                .replaceAll("");
        String bare = digits.length() == 13 && digits.startsWith("86")
                ? digits.substring(2)
                : digits.length() == 15 && digits.startsWith("0086") ? digits.substring(4) : digits;
        return bare.length() < PHONE_LEAST || bare.length() > PHONE_MOST || Placeholders.phone(bare)
                ? Optional.empty()
                : Optional.of(bare);
    }

    /** Whether a birth date only fills the field (1900-01-01). */
    public static boolean placeholder(LocalDate birthDate) {
        return Placeholders.birthDate(birthDate);
    }

    /** Whether a document number only fills the field (0000000). */
    public static boolean placeholder(String number) {
        return Placeholders.number(number);
    }

    /** A digest of a text, the same on every machine. */
    public static long digest(String text) {
        return BlockingKeys.digest(text);
    }
}
