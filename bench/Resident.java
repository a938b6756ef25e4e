import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A patient whose Bundle was loaded, and what a server must answer about it.
 *
 * @param ids hashes of {@code Type/id} of every resource, sorted
 * @param sample some of the resources, as {@code Type/id}
 * @param searches codes to search by: those with a number of hits nearest to {@link #HITS}
 * @param created Observations added since
 */
record Resident(
        String patient,
        String identifier,
        String family,
        String birthDate,
        long[] ids,
        List<String> sample,
        List<Search> searches,
        AtomicInteger created)
        implements Serializable {

    /** Hits of the searches inside a patient: a page, as a doctor's screen has it. */
    static final int HITS = 12;

    static final int HITS_MIN = 9;
    static final int HITS_MAX = 15;
    private static final int SAMPLE = 40;

    /** @param code {@code system|code} */
    record Search(String code, int hits) implements Serializable {}

    static Resident of(
            List<String> ids, String identifier, String family, String birthDate, Map<String, Integer> codes) {
        String patient =
                ids.stream().filter(id -> id.startsWith("Patient/")).findFirst().orElseThrow();
        var sample = new ArrayList<String>();
        for (int i = 0; i < SAMPLE && i < ids.size(); i++) {
            sample.add(ids.get((int) ((long) i * ids.size() / SAMPLE) % ids.size()));
        }
        List<Search> searches = codes.entrySet().stream()
                .filter(code -> code.getValue() >= HITS_MIN && code.getValue() <= HITS_MAX)
                .sorted(Comparator.<Map.Entry<String, Integer>>comparingInt(code -> Math.abs(code.getValue() - HITS))
                        .thenComparing(Map.Entry::getKey))
                .limit(8)
                .map(code -> new Search(code.getKey(), code.getValue()))
                .toList();
        long[] hashes = ids.stream().mapToLong(Resident::hash).sorted().toArray();
        return new Resident(
                patient.substring("Patient/".length()),
                identifier,
                family,
                birthDate,
                hashes,
                sample,
                searches,
                new AtomicInteger());
    }

    static long hash(String id) {
        long hash = 1125899906842597L;
        for (int i = 0; i < id.length(); i++) {
            hash = 31 * hash + id.charAt(i);
        }
        return hash;
    }

    /** How many of the resources are not among these. */
    int missing(List<String> answered) {
        long[] there = answered.stream().mapToLong(Resident::hash).sorted().toArray();
        return (int) Arrays.stream(ids)
                .filter(id -> Arrays.binarySearch(there, id) < 0)
                .count();
    }
}
