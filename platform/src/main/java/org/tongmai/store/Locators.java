package org.tongmai.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * How the entries of one submission call each other: by {@code fullUrl} and by {@code Type/id}.
 *
 * @see <a href="http://hl7.org/fhir/R4/bundle.html#references">FHIR R4: resolving references in Bundles</a>
 */
final class Locators {

    /** What is meant, and its version once the submission is stored. */
    private record Located(String reference, int version) {}

    private final Map<String, Located> known = new HashMap<>();

    /** @throws Problem {@code store.full-url-twice} */
    void add(@Nullable String fullUrl, String reference, int version) {
        var located = new Located(reference, version);
        if (fullUrl != null) {
            Located before = known.put(fullUrl, located);
            if (before != null && !fullUrl.equals(reference)) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "store.full-url-twice",
                        "Two entries have the same fullUrl.",
                        "It is the name by which entries refer to each other, so it must tell them apart.",
                        "Give each entry a fullUrl of its own.");
            }
        }
        known.putIfAbsent(reference, located);
    }

    boolean has(String url) {
        return known.containsKey(url);
    }

    /** The {@code Type/id} that a fullUrl stands for, or else {@code otherwise}. */
    String of(String url, String otherwise) {
        Located located = known.get(url);
        return located == null ? otherwise : located.reference;
    }

    /**
     * What a reference means where that is in the submission; else null. A versioned one comes back with the version that is
     * being written.
     *
     * @param base of the fullUrl of the entry that refers, for relative references
     */
    @Nullable
    String resolve(String reference, String base) {
        String bare = Values.unversioned(reference);
        Located located = known.get(bare);
        if (located == null && !base.isEmpty() && bare.indexOf(':') < 0) {
            located = known.get(base + bare);
        }
        if (located == null) {
            return null;
        }
        return bare.length() == reference.length() || located.version == 0
                ? located.reference
                : located.reference + "/_history/" + located.version;
    }

    /** What precedes {@code Type/id} in a RESTful fullUrl; empty where it is none. */
    static String base(@Nullable String fullUrl) {
        if (fullUrl == null || !fullUrl.startsWith("http")) {
            return "";
        }
        int id = fullUrl.lastIndexOf('/');
        int type = id < 1 ? -1 : fullUrl.lastIndexOf('/', id - 1);
        return type > 0 && ResourceTypes.exists(fullUrl.substring(type + 1, id)) ? fullUrl.substring(0, type + 1) : "";
    }
}
