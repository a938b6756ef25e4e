package org.tongmai.surveillance;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Region;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.rumour.Gazetteer;

/** The names of divisions of a day, read from the directory once a day. */
final class Divisions {

    private final Directory directory;
    private final RegionCode node;
    private final Clock clock;
    private volatile @Nullable Known known;

    private record Known(LocalDate day, Gazetteer gazetteer) {}

    Divisions(Directory directory, RegionCode node, Clock clock) {
        this.directory = directory;
        this.node = node;
        this.clock = clock;
    }

    /** GB/T 2260 of the node. */
    String node() {
        return node.value();
    }

    Gazetteer gazetteer() {
        LocalDate today = today();
        Known now = known;
        if (now == null || !now.day.equals(today)) {
            var divisions = new ArrayList<Gazetteer.Division>();
            for (Region province : directory.regions(null, today)) {
                divisions.add(new Gazetteer.Division(province.code(), province.name(), false));
                under(province, divisions, today);
            }
            now = new Known(today, new Gazetteer(divisions, node));
            if (!divisions.isEmpty()) {
                known = now;
            }
        }
        return now.gazetteer;
    }

    private void under(Region parent, List<Gazetteer.Division> divisions, LocalDate today) {
        for (Region each : directory.regions(parent.code(), today)) {
            boolean county = each.code().level() == RegionCode.Level.COUNTY;
            boolean direct = county && parent.code().level() == RegionCode.Level.PROVINCE;
            divisions.add(new Gazetteer.Division(each.code(), each.name(), direct));
            if (!county) {
                under(each, divisions, today);
            }
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
    }
}
