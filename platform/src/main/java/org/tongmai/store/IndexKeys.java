package org.tongmai.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The search index of one resource: a set of 64-bit hashes of (path, value), kept in the row itself.
 *
 * <p>A hash is indexed by path, not by parameter, so parameters that share a path ({@code subject} and {@code patient}) share
 * the key. Keys answer equality; whatever else a query asks is decided on the body, over the rows that the keys leave.
 */
final class IndexKeys {

    /** Lengths of a text's beginnings that are indexed, in characters. */
    private static final int[] PREFIXES = {1, 2, 3, 5, 8};

    /** The longest that a day, month and year last. */
    private static final long DAY_MILLIS = 25L * 3_600_000;

    private static final long MONTH_MILLIS = 32L * 86_400_000;
    private static final long YEAR_MILLIS = 367L * 86_400_000;

    private static final Map<String, List<Indexed>> PATHS = new ConcurrentHashMap<>();

    private static final Map<String, Set<Long>> SEEDS = new ConcurrentHashMap<>();

    /** A path whose values get keys. */
    record Indexed(SearchPath path, SearchParameter.Kind kind, long seed) {}

    private IndexKeys() {}

    /** The keys of a resource, sorted, each once. */
    static long[] of(String type, ObjectNode resource) {
        return of(PATHS.computeIfAbsent(type, IndexKeys::paths), resource);
    }

    /** The keys under some paths, sorted, each once. */
    static long[] of(List<Indexed> paths, ObjectNode resource) {
        var keys = new Collector();
        for (Indexed indexed : paths) {
            if (indexed.path.present()) {
                var seen = new boolean[1];
                indexed.path.each(resource, (node, nodeType) -> seen[0] |= !node.isBoolean() || node.booleanValue());
                keys.add(hash(indexed.seed, seen[0] ? "c|true" : "c|false"));
                continue;
            }
            switch (indexed.kind) {
                case TOKEN ->
                    indexed.path.each(
                            resource,
                            (node, nodeType) -> Values.tokens(node, nodeType, token -> {
                                keys.add(hash(indexed.seed, "c|" + token.code()));
                                if (token.system() != null && !nodeType.equals("ContactPoint")) {
                                    keys.add(hash(indexed.seed, "s|" + token.system() + "|" + token.code()));
                                }
                            }));
                case REFERENCE -> indexed.path.each(resource, (node, nodeType) -> reference(node, indexed.seed, keys));
                case URI ->
                    indexed.path.each(
                            resource, (node, nodeType) -> keys.add(hash(indexed.seed, "u|" + node.asString(""))));
                case STRING ->
                    indexed.path.each(
                            resource,
                            (node, nodeType) -> Values.texts(node, nodeType, text -> {
                                for (int length : PREFIXES) {
                                    if (text.length() >= length) {
                                        keys.add(hash(indexed.seed, "p|" + text.substring(0, length)));
                                    }
                                }
                            }));
                case DATE ->
                    indexed.path.each(resource, (node, nodeType) -> {
                        Values.Interval interval = Values.interval(node, nodeType);
                        if (interval != null) {
                            dates(interval, indexed.seed, keys);
                        }
                    });
                case NUMBER, QUANTITY, COMPOSITE, SPECIAL -> {
                    // decided on the body
                }
            }
        }
        return keys.sorted();
    }

    /** All of both, sorted, each once. */
    static long[] joined(long[] some, long[] more) {
        var keys = new Collector();
        Arrays.stream(some).forEach(keys::add);
        Arrays.stream(more).forEach(keys::add);
        return keys.sorted();
    }

    /** The paths of one parameter. */
    static List<Indexed> indexed(SearchParameter parameter) {
        return parameter.paths().stream()
                .map(path -> new Indexed(path, parameter.kind(), seed(path, parameter.kind())))
                .toList();
    }

    private static void reference(JsonNode node, long seed, Collector keys) {
        JsonNode literal = node.isObject() ? node.get("reference") : node;
        if (literal != null && literal.isString()) {
            keys.add(hash(seed, "r|" + Values.unversioned(literal.asString())));
        }
        if (node.get("identifier") instanceof ObjectNode identifier) {
            keys.add(hash(
                    seed,
                    "i|" + identifier.path("system").asString("") + "|"
                            + identifier.path("value").asString("")));
        }
    }

    /** The keys of a day, month and year that an interval of at most a day, month, year touches. */
    private static void dates(Values.Interval interval, long seed, Collector keys) {
        long length = interval.high() - interval.low();
        LocalDate first = day(interval.low());
        LocalDate last = day(interval.high() - 1);
        if (length <= DAY_MILLIS) {
            keys.add(hash(seed, "d|" + first));
            keys.add(hash(seed, "d|" + last));
        }
        if (length <= MONTH_MILLIS) {
            keys.add(hash(seed, "m|" + first.toString().substring(0, 7)));
            keys.add(hash(seed, "m|" + last.toString().substring(0, 7)));
        }
        if (length <= YEAR_MILLIS) {
            keys.add(hash(seed, "y|" + first.getYear()));
            keys.add(hash(seed, "y|" + last.getYear()));
        }
    }

    /** Keys of which a resource dated inside {@code interval} has at least one; null where keys cannot tell. */
    static @Nullable List<String> within(Values.Interval interval) {
        long length = interval.high() - interval.low();
        LocalDate first = day(interval.low());
        LocalDate last = day(interval.high() - 1);
        var out = new ArrayList<String>();
        if (length <= DAY_MILLIS) {
            out.add("d|" + first);
            out.add("d|" + last);
        } else if (length <= MONTH_MILLIS) {
            out.add("m|" + first.toString().substring(0, 7));
            out.add("m|" + last.toString().substring(0, 7));
        } else if (length <= YEAR_MILLIS) {
            out.add("y|" + first.getYear());
            out.add("y|" + last.getYear());
        } else {
            return null;
        }
        return out;
    }

    /** The longest indexed beginning of a text; null for an empty one. */
    static @Nullable String prefix(String text) {
        String best = null;
        for (int length : PREFIXES) {
            if (text.length() >= length) {
                best = text.substring(0, length);
            }
        }
        return best;
    }

    /** True where resources of a type have keys for the values of a path. */
    static boolean indexes(String type, SearchPath path, SearchParameter.Kind kind) {
        return SEEDS.computeIfAbsent(type, IndexKeys::seeds).contains(seed(path, kind));
    }

    static long seed(SearchPath path, SearchParameter.Kind kind) {
        return hash(kind.ordinal() * 0x9E3779B97F4A7C15L, path.text());
    }

    /** FNV-1a over the characters, then MurmurHash3's finaliser. */
    static long hash(long seed, String text) {
        long h = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }

    private static LocalDate day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    private static List<Indexed> paths(String type) {
        var out = new TreeMap<String, Indexed>();
        for (SearchParameter parameter : SearchParameter.all(type).values()) {
            if (parameter.code().equals("_id") || parameter.code().equals("_lastUpdated")) {
                continue;
            }
            indexed(parameter).forEach(one -> out.put(one.kind + " " + one.path.text(), one));
        }
        return List.copyOf(out.values());
    }

    private static Set<Long> seeds(String type) {
        return PATHS.computeIfAbsent(type, IndexKeys::paths).stream()
                .map(indexed -> indexed.seed)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static final class Collector {
        private long[] keys = new long[48];
        private int size;

        void add(long key) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
            }
            keys[size++] = key;
        }

        long[] sorted() {
            Arrays.sort(keys, 0, size);
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (kept == 0 || keys[i] != keys[kept - 1]) {
                    keys[kept++] = keys[i];
                }
            }
            return Arrays.copyOf(keys, kept);
        }
    }
}
