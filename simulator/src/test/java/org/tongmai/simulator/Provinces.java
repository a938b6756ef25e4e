package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Provinces for tests, drawn once. */
final class Provinces {

    static final LocalDate TODAY = LocalDate.of(2026, 3, 17);

    /** 600 residents. */
    static final Province SMALL = Province.generate(settings(7, 600));

    private Provinces() {}

    static ProvinceSettings settings(long seed, int residents) {
        return new ProvinceSettings(seed, residents, "330000", TODAY);
    }

    static List<Dispatch> all(Province province) {
        List<Dispatch> all = new ArrayList<>();
        for (Institution institution : province.institutions()) {
            province.dispatches(institution).forEach(all::add);
        }
        return all;
    }
}
