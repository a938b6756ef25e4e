package org.tongmai.intake.hl7v2;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.fhir.ucum.UcumService;

/**
 * Units as senders write them, and their code in UCUM. What the table {@code /intake/units.tsv} does not know and UCUM does not
 * either has none: it stays the text that it is.
 *
 * @see <a href="https://ucum.org/ucum">The Unified Code for Units of Measure</a>
 */
public final class Units {

    /** The system of the codes. */
    public static final String SYSTEM = "http://unitsofmeasure.org";

    private static final int LENGTH_MAX = 50;

    /** Units that senders made up are many; what is beyond is looked at each time. */
    private static final int KNOWN_MAX = 10_000;

    private static final Map<String, String> TABLE = Tables.map("units.tsv");

    private static final Map<String, Optional<String>> KNOWN = new ConcurrentHashMap<>();

    private Units() {}

    /** Read at the first unit: some 80 kB of definitions. */
    private static final class Ucum {
        static final UcumService SERVICE = service();

        private static UcumService service() {
            try (var in = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
                return new UcumEssenceService(in);
            } catch (UcumException | IOException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }
    }

    /** The UCUM code of a unit; nothing where it has none. */
    public static Optional<String> ucum(String sent) {
        Optional<String> known = KNOWN.get(sent);
        if (known == null) {
            known = read(sent);
            if (KNOWN.size() < KNOWN_MAX) {
                KNOWN.put(sent, known);
            }
        }
        return known;
    }

    /** Whether a text is a code of UCUM as it stands. */
    public static boolean isUcum(String code) {
        return !code.isEmpty()
                && code.length() <= LENGTH_MAX
                && code.chars().allMatch(c -> c > ' ' && c <= '~')
                && Ucum.SERVICE.validate(code) == null;
    }

    /** Whether values in these two units of UCUM can be compared. */
    public static boolean comparable(String one, String other) {
        try {
            return isUcum(one) && isUcum(other) && Ucum.SERVICE.isComparable(one, other);
        } catch (UcumException incomparable) {
            return false;
        }
    }

    /** A value in another unit of UCUM, for comparison; nothing where they cannot be compared. */
    public static Optional<BigDecimal> converted(BigDecimal value, String from, String to) {
        if (!comparable(from, to)) {
            return Optional.empty();
        }
        try {
            Decimal converted = Ucum.SERVICE.convert(new Decimal(value.toPlainString()), from, to);
            return Optional.of(new BigDecimal(converted.asDecimal()));
        } catch (UcumException | NumberFormatException impossible) {
            return Optional.empty();
        }
    }

    private static Optional<String> read(String sent) {
        String code = TABLE.get(sent);
        if (code == null) {
            code = TABLE.getOrDefault(plain(sent), plain(sent));
        }
        return isUcum(code) ? Optional.of(code) : Optional.empty();
    }

    /** A multiplier before a power of ten, and the ways in which the power is written. */
    private static String plain(String sent) {
        return sent.replaceFirst("^[×xX*]\\s*10", "10")
                .replaceFirst("^10[\\^E]", "10*")
                .replace('μ', 'u')
                .replace('µ', 'u');
    }
}
