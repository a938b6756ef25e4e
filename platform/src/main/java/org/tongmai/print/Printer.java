package org.tongmai.print;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Prints papers as PDF/A-2u (ISO 19005-2), A4. The fonts are Noto Sans SC (SIL Open Font License), of which only the characters of a paper go into its
 * file; one for rarer characters (GB 18030-2022 level 3) may be added.
 */
public final class Printer {

    private static final String FAMILY = "Paper";
    private static final int REGULAR = 400;
    private static final int BOLD = 700;

    private static final byte[] COLOURS =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    static {
        XRLog.setLoggingEnabled(false); // it quotes what it prints
    }

    private final @Nullable Path rare;
    private @Nullable Glyphs glyphs;

    /** @param rare a TrueType font for characters that Noto Sans SC lacks; null for none */
    public Printer(@Nullable Path rare) {
        this.rare = rare;
    }

    /**
     * The paper as PDF.
     *
     * @throws UncheckedIOException a font cannot be read
     */
    public byte[] pdf(Paper paper) {
        Glyphs known = glyphs();
        var out = new ByteArrayOutputStream();
        PdfRendererBuilder builder = new PdfRendererBuilder()
                .useFastMode()
                .usePdfAConformance(PdfAConformance.PDFA_2_U)
                .useColorProfile(COLOURS)
                .withProducer("Tongmai")
                .useFont(() -> font(REGULAR), FAMILY, REGULAR, FontStyle.NORMAL, true)
                .useFont(() -> font(BOLD), FAMILY, BOLD, FontStyle.NORMAL, true)
                .withHtmlContent(new Page(known::shown).of(paper), null)
                .toStream(out);
        if (rare != null) {
            builder.useFont(rare.toFile(), FAMILY + " rare");
        }
        try {
            builder.run();
            return Radicals.replaced(out.toByteArray(), known.radicals());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Read with the first paper: it takes a moment, and many a node never prints. */
    private synchronized Glyphs glyphs() {
        Glyphs read = glyphs;
        if (read == null) {
            read = new Glyphs();
            try (InputStream common = font(REGULAR)) {
                read.add(common);
                if (rare != null) {
                    try (InputStream further = Files.newInputStream(rare)) {
                        read.add(further);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            glyphs = read;
        }
        return read;
    }

    private static InputStream font(int weight) {
        String name = weight == BOLD ? "700Bold/NotoSansSC_700Bold.ttf" : "400Regular/NotoSansSC_400Regular.ttf";
        return Objects.requireNonNull(Printer.class.getResourceAsStream("fonts/" + name), name);
    }
}
