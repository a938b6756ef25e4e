package org.tongmai.cli.surveillance;

import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.tongmai.surveillance.evaluate.Performance;

/** Curves of methods as SVG: false alarms on a logarithmic axis against what is bought with them. */
public final class TradeoffPlot {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 520;
    private static final int LEFT = 70;
    private static final int RIGHT = 230;
    private static final int TOP = 48;
    private static final int BOTTOM = 60;
    private static final double LOWEST = 0.01;
    private static final double HIGHEST = 100;
    private static final List<String> COLOURS = List.of(
            "#c0392b", "#1f77b4", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
            "#ff7f0e", "#000080", "#006400");

    /**
     * What is drawn upwards.
     *
     * @param least at the bottom
     * @param most at the top
     * @param goal a line across; {@code NaN} for none
     */
    public record Axis(String title, ToDoubleFunction<Performance> value, double least, double most, double goal) {}

    private TradeoffPlot() {}

    /** @param budget false alarms per county and quarter, a line upwards */
    public static void write(Map<String, List<Performance>> curves, Axis axis, double budget, BufferedWriter out)
            throws IOException {
        out.write(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<title>%s</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                        + "<text x=\"%d\" y=\"26\" font-size=\"16\">%s</text>%n",
                WIDTH,
                HEIGHT,
                axis.title,
                LEFT,
                axis.title));
        for (double each = LOWEST; each <= HIGHEST * 1.001; each *= 10) {
            line(out, x(each), TOP, x(each), HEIGHT - BOTTOM, "#ddd", "");
            text(
                    out,
                    x(each),
                    HEIGHT - BOTTOM + 20,
                    "middle",
                    String.format(Locale.ROOT, "%.4g", each).replaceAll("\\.?0+$", ""));
        }
        for (int i = 0; i <= 5; i++) {
            double value = axis.least + (axis.most - axis.least) * i / 5;
            line(out, LEFT, y(axis, value), WIDTH - RIGHT, y(axis, value), "#ddd", "");
            text(
                    out,
                    LEFT - 8,
                    y(axis, value) + 4,
                    "end",
                    String.format(Locale.ROOT, "%.4g", value).replaceAll("\\.?0+$", ""));
        }
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 18, "middle", "false alarms per county and quarter 每县每季度误报数");
        line(out, x(budget), TOP, x(budget), HEIGHT - BOTTOM, "#444", " stroke-dasharray=\"5 4\"");
        if (!Double.isNaN(axis.goal)) {
            line(out, LEFT, y(axis, axis.goal), WIDTH - RIGHT, y(axis, axis.goal), "#444", " stroke-dasharray=\"5 4\"");
        }
        int number = 0;
        for (Map.Entry<String, List<Performance>> each : curves.entrySet()) {
            curve(out, each.getKey(), each.getValue(), axis, number++);
        }
        out.write("</svg>\n");
    }

    private static void curve(BufferedWriter out, String name, List<Performance> points, Axis axis, int number)
            throws IOException {
        String colour = COLOURS.get(number % COLOURS.size());
        var path = new ArrayList<String>();
        for (Performance each : points) {
            double value = axis.value.applyAsDouble(each);
            double cost = each.falsePerCountyQuarter();
            if (!Double.isNaN(value) && cost >= LOWEST && cost <= HIGHEST) {
                path.add(String.format(
                        Locale.ROOT, "%.1f,%.1f", x(cost), y(axis, Math.clamp(value, axis.least, axis.most))));
            }
        }
        out.write("<polyline fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"" + (number == 0 ? 3.5 : 1.6)
                + "\" points=\"" + String.join(" ", path) + "\"/>\n");
        double at = TOP + 10 + 22.0 * number;
        line(out, WIDTH - RIGHT + 16, at, WIDTH - RIGHT + 44, at, colour, " stroke-width=\"3\"");
        text(out, WIDTH - RIGHT + 52, at + 4, "start", name);
    }

    private static double x(double falseAlarms) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.log(falseAlarms / LOWEST) / Math.log(HIGHEST / LOWEST);
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - axis.least) / (axis.most - axis.least);
    }

    private static void line(BufferedWriter out, double x1, double y1, double x2, double y2, String colour, String more)
            throws IOException {
        out.write(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                more));
    }

    private static void text(BufferedWriter out, double x, double y, String anchor, String words) throws IOException {
        out.write(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, words));
    }
}
