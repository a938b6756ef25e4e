package org.tongmai.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.Pair;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.jspecify.annotations.Nullable;

/**
 * Units of measure in their canonical form, so that 5 kg and 5000 g compare.
 *
 * <p>Pure numbers ({@code %}, {@code {score}}, {@code 10*3}) are not converted: a percentage is no score. Amounts of substance are
 * kept apart from counts, although UCUM defines the mole as a number.
 *
 * @see <a href="https://ucum.org/ucum">The Unified Code for Units of Measure</a>
 */
final class Units {

    static final String UCUM = "http://unitsofmeasure.org";

    private static final Pattern SUBSTANCE = Pattern.compile("(mol|eq|osm)(?![a-z])");
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /** Units that sources made up are many; what is beyond is computed each time. */
    private static final int KNOWN_MAX = 10_000;

    private static final UcumEssenceService SERVICE = load();
    private static final Map<String, Optional<Factor>> KNOWN = new ConcurrentHashMap<>();

    private Units() {}

    /** A value in the base units that {@code unit} names. */
    record Canonical(BigDecimal value, String unit) {}

    /** How to come to the base units; {@code times} is null where that is no multiplication, as for degrees Celsius. */
    private record Factor(@Nullable BigDecimal times, String unit) {}

    /** The canonical form; null where the unit is unknown or a pure number. */
    static @Nullable Canonical canonical(BigDecimal value, String code) {
        Optional<Factor> factor = KNOWN.get(code);
        if (factor == null) {
            factor = factor(code);
            if (KNOWN.size() < KNOWN_MAX) {
                KNOWN.put(code, factor);
            }
        }
        if (factor.isEmpty()) {
            return null;
        }
        BigDecimal times = factor.get().times;
        return times == null ? convert(value, code) : new Canonical(value.multiply(times), factor.get().unit);
    }

    private static Optional<Factor> factor(String code) {
        Canonical one = convert(BigDecimal.ONE, code);
        Canonical two = convert(TWO, code);
        if (one == null || two == null) {
            return Optional.empty();
        }
        boolean linear = one.value.multiply(TWO).compareTo(two.value) == 0;
        return Optional.of(new Factor(linear ? one.value : null, one.unit));
    }

    private static @Nullable Canonical convert(BigDecimal value, String code) {
        try {
            Pair pair = SERVICE.getCanonicalForm(new Pair(new Decimal(value.toPlainString()), code));
            String unit = pair.getCode();
            if (unit == null || unit.isEmpty() || unit.equals("1")) {
                return null;
            }
            boolean substance = SUBSTANCE.matcher(code).find();
            return new Canonical(
                    new BigDecimal(pair.getValue().asDecimal()), substance ? unit + " of substance" : unit);
        } catch (UcumException | RuntimeException e) {
            return null;
        }
    }

    private static UcumEssenceService load() {
        try (InputStream definitions =
                Objects.requireNonNull(UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml"))) {
            return new UcumEssenceService(definitions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UcumException e) {
            throw new IllegalStateException(e);
        }
    }
}
