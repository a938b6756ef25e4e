package org.tongmai.simulator.epidemic;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the counts as {@code counts/CODE.csv} ({@code place,epoch,observed}; a day on which a source does not tell has no number), and
 * the truth as {@code outbreaks.csv} and {@code cases.csv}.
 */
public final class EpidemicFiles {

    private EpidemicFiles() {}

    /** Into a folder that is made where it is missing. */
    public static void write(Epidemics epidemics, Path folder) throws IOException {
        Path counts = Files.createDirectories(folder.resolve("counts"));
        for (String name : epidemics.names()) {
            try (BufferedWriter out = Files.newBufferedWriter(counts.resolve(name + ".csv"))) {
                series(epidemics, name, out);
            }
        }
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("outbreaks.csv"));
                BufferedWriter cases = Files.newBufferedWriter(folder.resolve("cases.csv"))) {
            truth(epidemics, out, cases);
        }
    }

    private static void series(Epidemics epidemics, String name, BufferedWriter out) throws IOException {
        out.write("place,epoch,observed\n");
        for (int county = 0; county < epidemics.places().size(); county++) {
            String place = epidemics.places().get(county);
            double[] counts = epidemics.counts(name, county);
            for (int t = 0; t < counts.length; t++) {
                out.write(place);
                out.write(',');
                out.write(epidemics.days().date(t).toString());
                out.write(',');
                out.write(Double.isNaN(counts[t]) ? "" : Integer.toString((int) counts[t]));
                out.write('\n');
            }
        }
    }

    private static void truth(Epidemics epidemics, BufferedWriter out, BufferedWriter cases) throws IOException {
        out.write("outbreak,place,condition,kind,infected,first,third,last,ill,reported\n");
        cases.write("outbreak,case,by,setting,pupil,site,infected,onset,reported\n");
        for (Outbreak each : epidemics.outbreaks()) {
            int ill = each.cases().size();
            out.write(String.join(
                    ",",
                    Integer.toString(each.number()),
                    each.place(),
                    each.condition(),
                    each.kind().name(),
                    day(epidemics, each.began()),
                    ill == 0 ? "" : day(epidemics, each.cases().getFirst().onset()),
                    ill < 3 ? "" : day(epidemics, each.cases().get(2).onset()),
                    ill == 0 ? "" : day(epidemics, each.cases().getLast().onset()),
                    Integer.toString(ill),
                    Long.toString(
                            each.cases().stream().filter(a -> a.known() >= 0).count())));
            out.write('\n');
            for (Outbreak.Case one : each.cases()) {
                cases.write(String.join(
                        ",",
                        Integer.toString(each.number()),
                        Integer.toString(one.id()),
                        one.by() < 0 ? "" : Integer.toString(one.by()),
                        one.setting().name(),
                        one.pupil() ? "yes" : "no",
                        Integer.toString(one.site()),
                        day(epidemics, one.infected()),
                        day(epidemics, one.onset()),
                        one.known() < 0 ? "" : day(epidemics, one.known())));
                cases.write('\n');
            }
        }
    }

    private static String day(Epidemics epidemics, int day) {
        return epidemics.settings().first().plusDays(day).toString();
    }
}
