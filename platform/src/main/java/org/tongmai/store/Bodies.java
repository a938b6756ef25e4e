package org.tongmai.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdDictTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Faults;

/**
 * Compression of bodies, each alone, with a dictionary for its type.
 *
 * <p>The first resources of a type are compressed without one and train it; from then on a resource takes about a third of the
 * room. Frames name their dictionary, so old and new ones live side by side.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8878#name-dictionary-format">RFC 8878, dictionary format</a>
 */
final class Bodies {

    private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);

    /** Low level: the dictionary does most of the work. */
    private static final int LEVEL = 3;

    private static final int DICTIONARY_BYTES = 24 * 1024;

    /** A dictionary needs some hundred times its size of samples to be good; this is a compromise with training time. */
    private static final int SAMPLE_BYTES = 800_000;

    private static final int SAMPLE_MAX = 32_000;

    /** Largest body that is kept, so that a damaged frame cannot ask for all memory. */
    private static final int BODY_MAX = 128 * 1024 * 1024;

    private static final String INSERT_DICTIONARY = """
            insert into store.dictionary (id, type, bytes, at)
            values (:id, :type, :bytes, now())
            """;

    private static final String DICTIONARY = """
            select bytes
              from store.dictionary
             where id = :id
            """;

    /** All of them, the newest of each type last, so that no reading has to ask for one in passing. */
    private static final String DICTIONARIES = """
            select type, bytes
              from store.dictionary
             order by at, id
            """;

    private final JdbcClient jdbc;
    private final Map<Long, ZstdDictDecompress> known = new ConcurrentHashMap<>();
    private final Map<Short, ZstdDictCompress> current = new ConcurrentHashMap<>();
    private final Map<Short, Training> training = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<ZstdCompressCtx> compressors = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ZstdDecompressCtx> decompressors = new ConcurrentLinkedQueue<>();

    Bodies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes up the dictionaries of earlier runs. */
    void start() {
        jdbc.sql(DICTIONARIES)
                .query((row, n) -> Map.entry(row.getShort(1), row.getBytes(2)))
                .list()
                .forEach(latest -> use(latest.getKey(), latest.getValue()));
    }

    private void use(short type, byte[] dictionary) {
        known.put(Zstd.getDictIdFromDict(dictionary), new ZstdDictDecompress(dictionary));
        current.put(type, new ZstdDictCompress(dictionary, LEVEL));
    }

    byte[] compress(short type, byte[] body) {
        ZstdDictCompress dictionary = current.get(type);
        ZstdCompressCtx compressor = compressors.poll();
        if (compressor == null) {
            compressor = new ZstdCompressCtx();
        }
        compressor.reset();
        compressor.setLevel(LEVEL);
        compressor.setChecksum(false);
        if (dictionary != null) {
            compressor.loadDict(dictionary);
        } else {
            sample(type, body);
        }
        byte[] out = compressor.compress(body);
        compressors.add(compressor);
        return out;
    }

    byte[] decompress(byte[] frame) {
        long size = Zstd.getFrameContentSize(frame);
        if (size < 0 || size > BODY_MAX) {
            throw new IllegalStateException("damaged body: frame of " + frame.length + " bytes");
        }
        long dictionary = Zstd.getDictIdFromFrame(frame);
        ZstdDecompressCtx decompressor = decompressors.poll();
        if (decompressor == null) {
            decompressor = new ZstdDecompressCtx();
        }
        decompressor.reset();
        if (dictionary != 0) {
            decompressor.loadDict(dictionary(dictionary));
        }
        byte[] out = decompressor.decompress(frame, (int) size);
        decompressors.add(decompressor);
        return out;
    }

    private ZstdDictDecompress dictionary(long frameId) {
        return known.computeIfAbsent(
                frameId,
                id -> new ZstdDictDecompress(
                        jdbc.sql(DICTIONARY).param("id", id).query(byte[].class).single()));
    }

    private void sample(short type, byte[] body) {
        if (body.length > SAMPLE_MAX) {
            return;
        }
        Training samples = training.computeIfAbsent(type, t -> new Training());
        if (samples.add(body) && samples.started.compareAndSet(false, true)) {
            Thread.ofVirtual().name("dictionary-" + type).start(() -> train(type, samples));
        }
    }

    private void train(short type, Training samples) {
        byte[] dictionary = samples.train();
        try {
            jdbc.sql(INSERT_DICTIONARY)
                    .param("id", Zstd.getDictIdFromDict(dictionary))
                    .param("type", type)
                    .param("bytes", dictionary)
                    .update();
            use(type, dictionary);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The dictionary for {} was not kept; the next start trains again: {}",
                    ResourceTypes.name(type),
                    Faults.outline(e));
        }
    }

    /** Samples of one type until there are enough. */
    private static final class Training {
        private final List<byte[]> samples = new ArrayList<>();
        private final AtomicBoolean started = new AtomicBoolean();
        private int bytes;

        /** True once there are enough samples. */
        synchronized boolean add(byte[] body) {
            if (bytes < SAMPLE_BYTES) {
                samples.add(body);
                bytes += body.length;
            }
            return bytes >= SAMPLE_BYTES;
        }

        synchronized byte[] train() {
            var trainer = new ZstdDictTrainer(bytes + SAMPLE_MAX, DICTIONARY_BYTES, LEVEL);
            samples.forEach(trainer::addSample);
            samples.clear();
            return trainer.trainSamples();
        }
    }
}
