package org.tongmai.surveillance;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Region;
import org.tongmai.kernel.RegionCode;

/** What divisions are called. */
final class RegionNames {

    private final Directory directory;
    private final Clock clock;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    RegionNames(Directory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** The code itself where nobody knows a name. */
    CardRoutes.Place named(String code) {
        String name = known.get(code);
        if (name == null) {
            name = directory
                    .region(new RegionCode(code), LocalDate.ofInstant(clock.instant(), Surveillance.ZONE))
                    .map(Region::name)
                    .orElse("");
            if (!name.isEmpty()) {
                known.put(code, name);
            }
        }
        return new CardRoutes.Place(code, name.isEmpty() ? code : name);
    }
}
