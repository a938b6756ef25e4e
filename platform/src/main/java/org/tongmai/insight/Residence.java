package org.tongmai.insight;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Region;
import org.tongmai.kernel.RegionCode;
import tools.jackson.databind.JsonNode;

/** The county of an address, by the names of divisions: all of an address that may leave. */
final class Residence {

    private final Directory directory;
    private final LocalDate day;
    private final Map<String, List<Region>> under = new ConcurrentHashMap<>();

    /** @param day whose divisions are meant */
    Residence(Directory directory, LocalDate day) {
        this.directory = directory;
        this.day = day;
    }

    /** GB/T 2260 of the county, city or province in the first address in which one is named; empty where none is. */
    String of(JsonNode patient) {
        return patient.path("address")
                .valueStream()
                .map(this::named)
                .flatMap(Optional::stream)
                .map(RegionCode::value)
                .findFirst()
                .orElse("");
    }

    private Optional<RegionCode> named(JsonNode address) {
        String text = Stream.of("state", "city", "district", "text")
                .map(each -> address.path(each).asString(""))
                .reduce("", String::concat);
        RegionCode place = null;
        for (RegionCode next = under(null, text); next != null; next = under(next, text)) {
            place = next;
        }
        return Optional.ofNullable(place);
    }

    private @Nullable RegionCode under(@Nullable RegionCode parent, String text) {
        if (parent != null && parent.level() == RegionCode.Level.COUNTY) {
            return null;
        }
        RegionCode best = null;
        int length = 0;
        for (Region each :
                under.computeIfAbsent(parent == null ? "" : parent.value(), code -> directory.regions(parent, day))) {
            if (each.name().length() > length && text.contains(each.name())) {
                best = each.code();
                length = each.name().length();
            }
        }
        return best;
    }
}
