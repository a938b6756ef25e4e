package org.tongmai.directory.terminology;

import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Countries (ISO 3166) and currencies (ISO 4217), from the tables of the Java platform, with Chinese texts. */
final class JdkSystems {

    /** The tables of a Java platform do not change while it runs. */
    private static final List<CanonicalResource> ALL = List.of(countries(), currencies());

    private JdkSystems() {}

    static List<CanonicalResource> all() {
        return ALL;
    }

    private static CanonicalResource countries() {
        ObjectNode system = system("urn:iso:std:iso:3166", "ISO 3166");
        ArrayNode concepts = system.putArray("concept");
        for (Locale.IsoCountryCode part :
                List.of(Locale.IsoCountryCode.PART1_ALPHA2, Locale.IsoCountryCode.PART1_ALPHA3)) {
            Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2).stream()
                    .sorted()
                    .forEach(country -> {
                        Locale locale = Locale.of("", country);
                        concept(
                                concepts,
                                part == Locale.IsoCountryCode.PART1_ALPHA2 ? country : locale.getISO3Country(),
                                locale.getDisplayCountry(Locale.ENGLISH),
                                locale.getDisplayCountry(Locale.SIMPLIFIED_CHINESE));
                    });
        }
        return resource(system);
    }

    private static CanonicalResource currencies() {
        ObjectNode system = system("urn:iso:std:iso:4217", "ISO 4217");
        ArrayNode concepts = system.putArray("concept");
        Stream<Currency> sorted =
                Currency.getAvailableCurrencies().stream().sorted(Comparator.comparing(Currency::getCurrencyCode));
        sorted.forEach(currency -> concept(
                concepts,
                currency.getCurrencyCode(),
                currency.getDisplayName(Locale.ENGLISH),
                currency.getDisplayName(Locale.SIMPLIFIED_CHINESE)));
        return resource(system);
    }

    private static ObjectNode system(String url, String name) {
        return Json.object()
                .put("resourceType", "CodeSystem")
                .put("url", url)
                .put("name", name)
                .put("status", "active")
                .put("language", "en")
                .put("content", "complete");
    }

    private static void concept(ArrayNode concepts, String code, String english, String chinese) {
        ObjectNode concept = concepts.addObject().put("code", code).put("display", english);
        concept.putArray("designation").addObject().put("language", "zh-CN").put("value", chinese);
    }

    private static CanonicalResource resource(ObjectNode system) {
        byte[] json = Json.bytes(system);
        return CanonicalResource.of(json, false, 0, () -> json);
    }
}
