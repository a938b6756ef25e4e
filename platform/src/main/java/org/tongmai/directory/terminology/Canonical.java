package org.tongmai.directory.terminology;

import org.jspecify.annotations.Nullable;

/**
 * A canonical URL, {@code url|version}; a fragment is left aside.
 *
 * @param version null where none is named
 * @see <a href="http://hl7.org/fhir/R4/references.html#canonical">FHIR R4 canonical URLs</a>
 */
public record Canonical(String url, @Nullable String version) {

    public static Canonical of(String text) {
        int hash = text.lastIndexOf('#');
        String whole = hash > 0 ? text.substring(0, hash) : text;
        int bar = whole.indexOf('|');
        return bar < 0
                ? new Canonical(whole, null)
                : new Canonical(whole.substring(0, bar), bar + 1 < whole.length() ? whole.substring(bar + 1) : null);
    }

    /** With another version where that is not null. */
    Canonical or(@Nullable String other) {
        return version != null || other == null ? this : new Canonical(url, other);
    }

    boolean accepts(@Nullable String other) {
        return version == null || version.equals(other);
    }

    @Override
    public String toString() {
        return version == null ? url : url + "|" + version;
    }
}
