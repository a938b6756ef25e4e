package org.tongmai.directory.terminology;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * In which versions code systems are used, by URL.
 *
 * @param otherwise where the value set names none ({@code system-version})
 * @param check which the value set must use ({@code check-system-version})
 * @param force whatever the value set names ({@code force-system-version})
 */
public record Versions(Map<String, String> otherwise, Map<String, String> check, Map<String, String> force) {

    public static final Versions ANY = new Versions(Map.of(), Map.of(), Map.of());

    public Versions {
        otherwise = Map.copyOf(otherwise);
        check = Map.copyOf(check);
        force = Map.copyOf(force);
    }

    /** From canonicals {@code url|version}. */
    public static Versions of(Collection<String> otherwise, Collection<String> check, Collection<String> force) {
        return new Versions(map(otherwise), map(check), map(force));
    }

    private static Map<String, String> map(Collection<String> canonicals) {
        var out = new HashMap<String, String>();
        for (String each : canonicals) {
            Canonical canonical = Canonical.of(each);
            if (canonical.version() != null) {
                out.put(canonical.url(), canonical.version());
            }
        }
        return out;
    }

    /** What to use where a value set names this. */
    Canonical choose(Canonical named) {
        String forced = force.get(named.url());
        if (forced != null) {
            return new Canonical(named.url(), forced);
        }
        return named.or(otherwise.get(named.url()));
    }

    void checked(String url, String version) {
        String wanted = check.get(url);
        if (wanted != null && !wanted.equals(version)) {
            throw Refusals.version(url, version, wanted);
        }
    }

    boolean any() {
        return otherwise.isEmpty() && check.isEmpty() && force.isEmpty();
    }
}
