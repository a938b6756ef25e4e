package org.tongmai.recognition;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.RegionCode;

/** Where marks hold: the country, provinces that recognise jointly, provinces, cities, alliances. */
record Areas(Map<Key, Area> all) {

    Areas {
        all = Map.copyOf(all);
    }

    /** @param area {@code *}, two places of a province, four of a city, or the name of a group */
    record Key(Level level, String area) {}

    /**
     * One area.
     *
     * @param mark what stands before {@code HR}
     * @param members provinces of a group of provinces; USCCs of an alliance
     */
    record Area(String mark, Set<String> members) {
        Area {
            members = Set.copyOf(members);
        }
    }

    /** Whoever relies on a result: an institution and where it is; null where that is not known. */
    record Reader(String institution, @Nullable RegionCode region) {}

    boolean knows(Level level, String area) {
        return all.containsKey(new Key(level, area)) || level == Level.CITY && area.matches("\\d{4}");
    }

    /** What is printed on report and image, such as {@code 浙HR}. */
    String mark(Level level, String area) {
        return Optional.ofNullable(all.get(new Key(level, area)))
                        .map(Area::mark)
                        .orElse(area) + "HR";
    }

    /** Whether a mark of this area holds for a reader. */
    boolean covers(Level level, String area, Reader reader) {
        Set<String> members = Optional.ofNullable(all.get(new Key(level, area)))
                .map(Area::members)
                .orElse(Set.of());
        String region = reader.region() == null ? "" : reader.region().value();
        return switch (level) {
            case NATIONAL -> true;
            case PROVINCES -> region.length() > 2 && members.contains(region.substring(0, 2));
            case PROVINCE, CITY -> region.startsWith(area);
            case ALLIANCE -> members.contains(reader.institution());
        };
    }
}
