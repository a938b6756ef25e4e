package org.tongmai.surveillance;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Region;
import org.tongmai.kernel.RegionCode;
import tools.jackson.databind.JsonNode;

/** Where an address is: the county by the names of divisions, and the estate, village or street as a site. */
final class Places {

    /** The last word of an address that people share: what stands behind it is a household. */
    private static final Pattern SITE = Pattern.compile(
            "^.*?(小区|花园|公寓|新村|社区|家园|苑|花苑|佳苑|大厦|校区|中学|小学|大学|学院|幼儿园|工厂|[^省市区县]{2,8}村|[^省市区县]{2,8}(路|街|大道|巷)\\d+(号|弄))");

    /** An institution's name ends with one of these; what stands behind it is a class, a department, a shift. */
    private static final Pattern INSTITUTION = Pattern.compile(
            "^.*(小学|中学|高中|初中|大学|学院|学校|幼儿园|托儿所|托育园|公司|集团|厂|矿|工地|医院|卫生院|养老院|敬老院|福利院|监狱|看守所|酒店|宾馆|商场|市场|[^省市区县]{1,8}村)");

    private static final Pattern BLANKS = Pattern.compile("[\\s\u3000]+");

    private final Directory directory;
    private final Clock clock;
    private volatile Divisions divisions = new Divisions(LocalDate.MIN);

    /** Divisions of a day, by the one above; the directory may say something else tomorrow. */
    private record Divisions(LocalDate day, Map<String, List<Region>> under) {
        Divisions(LocalDate day) {
            this(day, new ConcurrentHashMap<>());
        }
    }

    Places(Directory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * @param address of a Patient
     * @param otherwise where nothing is recognised
     */
    Living of(JsonNode address, RegionCode otherwise) {
        String text = Stream.of("state", "city", "district")
                        .map(each -> address.path(each).asString(""))
                        .reduce("", String::concat)
                + address.path("line")
                        .valueStream()
                        .map(line -> line.asString(""))
                        .reduce("", String::concat)
                + address.path("text").asString("");
        return of(
                text, address.path("line").path(0).asString(address.path("text").asString("")), otherwise);
    }

    /**
     * @param text an address as a person writes it
     * @param otherwise where nothing is recognised
     */
    Living of(String text, RegionCode otherwise) {
        return of(text, text, otherwise);
    }

    private Living of(String text, String street, RegionCode otherwise) {
        if (text.isBlank()) {
            return new Living(otherwise.value(), null);
        }
        RegionCode province = named(null, text, otherwise.province());
        RegionCode city = named(province, text, otherwise.province().equals(province) ? otherwise.city() : null);
        RegionCode county = city == null ? null : named(city, text, null);
        RegionCode place = county != null ? county : city != null ? city : province != null ? province : otherwise;
        return new Living(place.value(), site(street));
    }

    /**
     * Where somebody works or learns, as a site that others share: 学军小学三年级2班 is 学军小学. Divisions that stand in front are
     * left out, as not everybody writes them.
     *
     * @param place GB/T 2260, where the person lives
     */
    String workplace(String text, RegionCode place) {
        String rest = BLANKS.matcher(text).replaceAll("");
        rest = behind(rest, regions(null), place.province());
        rest = behind(rest, regions(place.province()), place.city());
        rest = behind(rest, regions(place.city()), place);
        Matcher named = INSTITUTION.matcher(rest);
        return named.find() ? named.group() : rest;
    }

    private static String behind(String text, List<Region> regions, RegionCode division) {
        return regions.stream()
                .filter(each -> each.code().equals(division) && text.startsWith(each.name()))
                .findFirst()
                .map(each -> text.substring(each.name().length()))
                .filter(each -> !each.isEmpty())
                .orElse(text);
    }

    static @Nullable String site(String street) {
        Matcher shared = SITE.matcher(street);
        return shared.find() ? shared.group() : null;
    }

    /** The division right under one whose name the text holds; the longest name where several do. */
    private @Nullable RegionCode named(@Nullable RegionCode parent, String text, @Nullable RegionCode otherwise) {
        RegionCode best = null;
        int length = 0;
        for (Region each : regions(parent)) {
            if (each.name().length() > length && text.contains(each.name())) {
                best = each.code();
                length = each.name().length();
            }
        }
        return best == null ? otherwise : best;
    }

    private List<Region> regions(@Nullable RegionCode parent) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        Divisions known = divisions;
        if (!known.day.equals(today)) {
            known = new Divisions(today);
            divisions = known;
        }
        String above = parent == null ? "" : parent.value();
        List<Region> found = known.under.get(above);
        if (found == null) {
            found = directory.regions(parent, today);
            if (!found.isEmpty()) {
                known.under.put(above, found);
            }
        }
        return found;
    }
}
