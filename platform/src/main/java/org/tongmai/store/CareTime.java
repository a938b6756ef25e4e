package org.tongmai.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * A period of care. A resource is of it where one of its dates of care touches it; one without any such date always is.
 *
 * <p>The dates of care of a type are the values of its search parameters that tell when something was done, planned or present.
 *
 * @see <a href="http://hl7.org/fhir/R4/patient-operation-everything.html">FHIR R4 Patient/$everything, start and end</a>
 */
public final class CareTime {

    /** In the order in which they are looked for; the first that a type has are its dates of care. */
    private static final List<List<String>> PARAMETERS = List.of(
            // of a prescription 'date' is only when it is to be taken, and often missing
            List.of("date", "authoredon"),
            List.of("occurrence"),
            List.of("performed"),
            List.of("effective", "effective-time"),
            List.of("whenhandedover", "whenprepared"),
            List.of("onset-date", "abatement-date", "recorded-date"),
            List.of("authored"),
            List.of("started"),
            List.of("period"),
            List.of("start-date", "target-date"),
            List.of("created"),
            List.of("collected"),
            List.of("sent"),
            List.of("issued"),
            List.of("identified"));

    private static final Map<String, List<SearchPath>> PATHS = new ConcurrentHashMap<>();

    private final Values.Interval period;

    private CareTime(Values.Interval period) {
        this.period = period;
    }

    /**
     * From the beginning of {@code start} to the end of {@code end}; each a FHIR date or dateTime, or null where it is open.
     *
     * @throws Problem {@code store.value-unreadable}
     */
    public static @Nullable CareTime of(@Nullable String start, @Nullable String end) {
        if (start == null && end == null) {
            return null;
        }
        Values.Interval from = start == null ? null : interval("start", start);
        Values.Interval to = end == null ? null : interval("end", end);
        return new CareTime(new Values.Interval(
                from == null ? Long.MIN_VALUE / 2 : from.low(), to == null ? Long.MAX_VALUE / 2 : to.high()));
    }

    /** From one moment to before another; null where it is open. */
    static CareTime between(@Nullable Instant from, @Nullable Instant until) {
        return new CareTime(new Values.Interval(
                from == null ? Long.MIN_VALUE / 2 : from.toEpochMilli(),
                until == null ? Long.MAX_VALUE / 2 : until.toEpochMilli()));
    }

    /** Whether resources of a type have dates of care at all. */
    static boolean dates(String type) {
        return !paths(type).isEmpty();
    }

    private static Values.Interval interval(String name, String text) {
        Values.Interval interval = Values.interval(text);
        if (interval == null) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.value-unreadable",
                    "The value of '" + name + "' cannot be read.",
                    "It must be a date such as 2026-05-01.",
                    "Correct the value.");
        }
        return interval;
    }

    /** Whether a resource is of the period; one without any date of care is. */
    boolean covers(Fact fact) {
        if (!dates(fact.type())) {
            return true;
        }
        Touch touch = touch(fact.type(), fact.tree());
        return !touch.dated || touch.touches;
    }

    /** Whether a date of care of the resource touches the period; one without any does not. */
    boolean touches(String type, ObjectNode resource) {
        return touch(type, resource).touches;
    }

    private record Touch(boolean dated, boolean touches) {}

    private Touch touch(String type, ObjectNode resource) {
        var seen = new boolean[2];
        for (SearchPath path : paths(type)) {
            path.each(resource, (node, nodeType) -> {
                Values.Interval interval = Values.interval(node, nodeType);
                if (interval != null) {
                    seen[0] = true;
                    seen[1] |= interval.low() < period.high() && period.low() < interval.high();
                }
            });
        }
        return new Touch(seen[0], seen[1]);
    }

    /** The elements that are the dates of care of a type. */
    static List<SearchPath> paths(String type) {
        return PATHS.computeIfAbsent(type, CareTime::find);
    }

    private static List<SearchPath> find(String type) {
        for (List<String> codes : PARAMETERS) {
            var paths = new ArrayList<SearchPath>();
            for (String code : codes) {
                SearchParameter parameter = SearchParameter.of(type, code);
                if (parameter != null && parameter.kind() == SearchParameter.Kind.DATE) {
                    paths.addAll(parameter.paths());
                }
            }
            if (!paths.isEmpty()) {
                return List.copyOf(paths);
            }
        }
        return List.of();
    }
}
