package org.tongmai.simulator;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.tongmai.simulator.Institution.Department;
import org.tongmai.simulator.Institution.Practitioner;

/** The institutions of a province, with fixed codes and staff. */
final class Institutions {

    private static final String HOME = "330000";

    private Institutions() {}

    /** @param region GB/T 2260 code of the province; its first city gives the institutions their division */
    static List<Institution> of(String region) {
        Regions regions = new Regions(region);
        String city = regions.capital();
        return Table.rows("institutions.tsv").stream()
                .map(row -> new Institution(
                        row.text("key"),
                        Uscc.of(city, row.text("orgcode")),
                        named(row.text("name"), region, regions.capitalName()),
                        row.text("kind"),
                        Dispatch.Form.valueOf(row.text("form")),
                        Charset.forName(row.text("charset")),
                        row.number("share"),
                        departments(row.text("key"))))
                .toList();
    }

    /** What is called 市… belongs to the city; outside the first province its name says to which. */
    private static String named(String name, String region, String city) {
        return name.startsWith("市") && !region.equals(HOME) ? city.replaceFirst("市$", "") + name : name;
    }

    private static List<Department> departments(String institution) {
        return Table.rows("departments.tsv").stream()
                .filter(row -> row.text("institution").equals(institution))
                .map(row -> new Department(
                        row.text("code"), row.text("name"), doctors(row.text("code"), row.words("doctors"))))
                .toList();
    }

    private static List<Practitioner> doctors(String department, List<String> names) {
        List<Practitioner> doctors = new ArrayList<>();
        for (String name : names) {
            String number = department + "%02d".formatted(doctors.size() + 1);
            doctors.add(new Practitioner(number, new Name(name.substring(0, 1), name.substring(1))));
        }
        return List.copyOf(doctors);
    }
}
