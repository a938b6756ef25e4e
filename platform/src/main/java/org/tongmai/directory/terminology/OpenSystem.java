package org.tongmai.directory.terminology;

import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.fhir.ucum.UcumService;
import org.jspecify.annotations.Nullable;

/** A code system whose codes a grammar makes; each knows by computation whether a text is one of its codes. */
enum OpenSystem implements CodeSystem {

    /** Units of measure. @see <a href="https://ucum.org/ucum">UCUM</a> */
    UCUM("http://unitsofmeasure.org", "UCUM"),

    /** Languages. @see <a href="https://www.rfc-editor.org/info/bcp47">BCP-47</a> */
    LANGUAGES("urn:ietf:bcp:47", "BCP-47"),

    /** Media types. @see <a href="https://www.rfc-editor.org/info/bcp13">BCP-13</a> */
    MEDIA_TYPES("urn:ietf:bcp:13", "BCP-13"),

    /** URIs as codes. @see <a href="https://www.rfc-editor.org/rfc/rfc3986">RFC 3986</a> */
    URIS("urn:ietf:rfc:3986", "URI");

    /** Longest code that is looked at. */
    private static final int LENGTH_MAX = 200;

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9*][A-Za-z0-9!#$&^_.+-]{0,126}(;.*)?");

    private final String url;
    private final String title;

    /** Built at the first question; it reads some 80 kB of definitions. */
    private static final class Units {
        static final UcumService SERVICE = service();
        static final Set<String> LISTED_LANGUAGES = Set.of(Locale.getISOLanguages());

        private static UcumService service() {
            try (var in = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
                return new UcumEssenceService(in);
            } catch (UcumException | java.io.IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    OpenSystem(String url, String title) {
        this.url = url;
        this.title = title;
    }

    /** The open system of this URL; null where it is none. */
    static @Nullable OpenSystem of(String url) {
        for (OpenSystem each : values()) {
            if (each.url.equals(url)) {
                return each;
            }
        }
        return null;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public @Nullable String version() {
        return null;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean contains(String code) {
        return display(code, null).isPresent();
    }

    @Override
    public Optional<String> display(String code, @Nullable String language) {
        if (code.isEmpty() || code.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        return switch (this) {
            case UCUM -> unit(code);
            case LANGUAGES -> language(code);
            case MEDIA_TYPES -> mediaType(code);
            case URIS -> uri(code);
        };
    }

    private static Optional<String> unit(String code) {
        try {
            synchronized (Units.SERVICE) {
                if (Units.SERVICE.validate(code) != null) {
                    return Optional.empty();
                }
                return Optional.of(Units.SERVICE.analyse(code));
            }
        } catch (UcumException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> language(String code) {
        try {
            Locale locale = new Locale.Builder().setLanguageTag(code).build();
            String language = locale.getLanguage();
            boolean known = language.length() == 3 || Units.LISTED_LANGUAGES.contains(language);
            return known && !code.contains("_") ? Optional.of(locale.getDisplayName(Locale.ENGLISH)) : Optional.empty();
        } catch (IllformedLocaleException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> mediaType(String code) {
        return MEDIA_TYPE.matcher(code).matches() ? Optional.of(code) : Optional.empty();
    }

    private static Optional<String> uri(String code) {
        try {
            return java.net.URI.create(code).isAbsolute() ? Optional.of(code) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
