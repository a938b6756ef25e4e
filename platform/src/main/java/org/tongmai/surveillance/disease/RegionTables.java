package org.tongmai.surveillance.disease;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;

/** What a map needs to know of divisions: how many people live there ({@code population.tsv}) and where their tiles stand ({@code tiles.tsv}). */
public final class RegionTables {

    /** A grid wider than this cannot be read. */
    private static final int TILES_MOST = 60;

    private final List<People> people;
    private final Map<RegionCode, Tile> tiles = new HashMap<>();

    private record People(RegionCode place, long count, Validity validity) {}

    /** Place on the grid, each from 0. */
    public record Tile(int column, int row) {}

    private RegionTables(@Nullable Path folder) {
        people = Reading.rows(folder, "population.tsv").stream()
                .map(row -> new People(Reading.place(row), Reading.whole(row, "people"), Reading.validity(row)))
                .toList();
        Reading.rows(folder, "tiles.tsv").forEach(row -> {
            Tile tile = new Tile(Reading.whole(row, "column"), Reading.whole(row, "row"));
            if (tile.column >= TILES_MOST || tile.row >= TILES_MOST) {
                throw row.wrong("column", "A grid has at most " + TILES_MOST + " columns and rows.");
            }
            if (tiles.put(Reading.place(row), tile) != null) {
                throw row.wrong("place", "It is listed twice.");
            }
        });
    }

    /**
     * With the files of a folder in the place of those that come with the platform.
     *
     * @throws Problem {@code surveillance.table-wrong}, {@code surveillance.table-unreadable}
     */
    public static RegionTables of(@Nullable Path folder) {
        return new RegionTables(folder);
    }

    /** Residents on a day; empty where nobody told. */
    public OptionalLong people(RegionCode place, LocalDate day) {
        return people.stream()
                .filter(each -> each.place.equals(place) && each.validity.holds(day))
                .mapToLong(People::count)
                .findFirst();
    }

    /** Where its tile stands; empty where nobody told. */
    public Optional<Tile> tile(RegionCode place) {
        return Optional.ofNullable(tiles.get(place));
    }
}
