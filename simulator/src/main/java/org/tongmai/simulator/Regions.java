package org.tongmai.simulator;

import java.util.List;

/** Provinces, cities and counties with their GB/T 2260 codes, and draws of addresses in one province. */
final class Regions {

    private record Region(String code, String name, int weight, String postcode, boolean abolished) {}

    private static final List<Region> ALL = Table.rows("regions.tsv").stream()
            .map(row -> new Region(
                    row.text("code"),
                    row.text("name"),
                    row.integer("weight"),
                    row.text("postcode"),
                    row.optional("abolished").isPresent()))
            .toList();
    private static final Weighted<String> ORIGINS =
            new Weighted<>(Table.rows("origins.tsv"), row -> row.number("weight")).map(row -> row.text("code"));
    private static final List<String> STREETS =
            Table.rows("streets.tsv").stream().map(row -> row.text("street")).toList();
    private static final List<String> ESTATES =
            Table.rows("estates.tsv").stream().map(row -> row.text("estate")).toList();

    /** How many residents were born and numbered outside the province. */
    private static final double FROM_ELSEWHERE = 0.22;

    private static final double NUMBERED_UNDER_ABOLISHED_CODE = 0.05;

    private final Region province;
    private final Weighted<Region> counties;
    private final List<String> abolished;

    /** @throws IllegalArgumentException if the province is not in the table */
    Regions(String province) {
        this.province = ALL.stream()
                .filter(region -> region.code().equals(province) && province.endsWith("0000"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no province " + province + "; known: " + provinces()));
        String prefix = province.substring(0, 2);
        this.counties = new Weighted<>(
                ALL.stream().filter(region -> region.code().startsWith(prefix)).toList(), Region::weight);
        this.abolished = ALL.stream()
                .filter(region -> region.abolished() && region.code().startsWith(prefix))
                .map(Region::code)
                .toList();
    }

    /** The codes of the provinces in the table. */
    static List<String> provinces() {
        return ALL.stream()
                .map(Region::code)
                .filter(code -> code.endsWith("0000"))
                .toList();
    }

    Address home(Dice dice) {
        Region county = counties.draw(dice);
        return address(county, street(dice));
    }

    /** @throws IllegalArgumentException if the county is not in the table */
    static Address address(String division, String street) {
        return new Regions(division.substring(0, 2) + "0000").address(region(division), street);
    }

    /** The division in which somebody who lives at an address was numbered. */
    String numberedAt(Address home, Dice dice) {
        if (dice.chance(FROM_ELSEWHERE)) {
            return ORIGINS.draw(dice);
        }
        return !abolished.isEmpty() && dice.chance(NUMBERED_UNDER_ABOLISHED_CODE)
                ? dice.pick(abolished)
                : home.division();
    }

    /** The code of the province's first city. */
    String capital() {
        return province.code().substring(0, 2) + "0100";
    }

    String capitalName() {
        return region(capital()).name();
    }

    private Address address(Region county, String street) {
        Region city = region(county.code().substring(0, 4) + "00");
        return new Address(province.name(), city.name(), county.name(), county.code(), street, county.postcode());
    }

    private static Region region(String code) {
        return ALL.stream()
                .filter(region -> region.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no region " + code));
    }

    private static String street(Dice dice) {
        String house = dice.pick(STREETS) + dice.between(1, 899) + "号";
        return dice.chance(0.6)
                ? house + dice.pick(ESTATES) + dice.between(1, 40) + "幢" + dice.between(1, 4) + "单元"
                        + (dice.between(1, 18) * 100 + dice.between(1, 4)) + "室"
                : house;
    }
}
