#include "cp_jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
// After jpeglib.h.
#include <jerror.h>

#include "cp_status.h"

/// A file of more scans costs seconds without showing anything.
enum { SCAN_LIMIT = 500 };

struct cp_jpeg {
  struct jpeg_decompress_struct library;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf back;
  int status;
  char message[JMSG_LENGTH_MAX];
};

static cp_jpeg *of(j_common_ptr library) { return library->client_data; }

static int status_of(int code) {
  switch (code) {
  case JERR_INPUT_EMPTY:
  case JERR_INPUT_EOF:
  case JWRN_JPEG_EOF:
  case JWRN_HIT_MARKER:
    return CP_TRUNCATED;
  case JERR_BAD_PRECISION:
  case JERR_SOF_UNSUPPORTED:
  case JERR_ARITH_NOTIMPL:
  case JERR_CONVERSION_NOTIMPL:
  case JERR_COMPONENT_COUNT:
  case JERR_CCIR601_NOTIMPL:
  case JERR_FRACT_SAMPLE_NOTIMPL:
  case JERR_NOT_COMPILED:
  case JERR_IMAGE_TOO_BIG:
    return CP_UNSUPPORTED;
  case JERR_OUT_OF_MEMORY:
    return CP_MEMORY;
  default:
    return CP_DAMAGED;
  }
}

static void leave(j_common_ptr library) {
  cp_jpeg *jpeg = of(library);
  jpeg->status = status_of(jpeg->errors.msg_code);
  jpeg->errors.format_message(library, jpeg->message);
  longjmp(jpeg->back, 1);
}

/// A warning says that something is odd. Only where data are missing, and grey would be shown for them, is it an error.
static void warn(j_common_ptr library, int level) {
  if (level >= 0) { return; }
  int code = of(library)->errors.msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER) { leave(library); }
}

static void say_nothing(j_common_ptr library) { (void)library; }

static void count_scans(j_common_ptr library) {
  cp_jpeg *jpeg = of(library);
  if (jpeg->library.input_scan_number <= SCAN_LIMIT) { return; }
  jpeg->status = CP_DAMAGED;
  snprintf(jpeg->message, sizeof jpeg->message, "more than %d scans", SCAN_LIMIT);
  longjmp(jpeg->back, 1);
}

cp_jpeg *cp_jpeg_create(void) {
  cp_jpeg *jpeg = calloc(1, sizeof *jpeg);
  if (jpeg == NULL) { return NULL; }
  jpeg->library.err = jpeg_std_error(&jpeg->errors);
  jpeg->errors.error_exit = leave;
  jpeg->errors.emit_message = warn;
  jpeg->errors.output_message = say_nothing;
  jpeg->library.client_data = jpeg;
  if (setjmp(jpeg->back) != 0) {
    free(jpeg);
    return NULL;
  }
  jpeg_create_decompress(&jpeg->library);
  // Creating it clears all but the error manager and the client's data.
  jpeg->progress.progress_monitor = count_scans;
  jpeg->library.progress = &jpeg->progress;
  return jpeg;
}

int cp_jpeg_open(cp_jpeg *jpeg, const uint8_t *bytes, size_t count, int colour, cp_jpeg_size *size) {
  if (count == 0) { return CP_TRUNCATED; }
  if (setjmp(jpeg->back) != 0) { return jpeg->status; }
  struct jpeg_decompress_struct *library = &jpeg->library;
  jpeg_mem_src(library, (unsigned char *)bytes, count);
  jpeg_read_header(library, TRUE);
  switch (library->jpeg_color_space) {
  case JCS_GRAYSCALE:
  case JCS_YCbCr:
  case JCS_RGB:
    library->out_color_space = colour ? JCS_RGB : JCS_GRAYSCALE;
    size->channels = colour ? 3 : 1;
    break;
  case JCS_CMYK:
  case JCS_YCCK:
    library->out_color_space = JCS_CMYK;
    size->channels = 4;
    break;
  default:
    snprintf(jpeg->message, sizeof jpeg->message, "%d components", library->num_components);
    return CP_UNSUPPORTED;
  }
  if (library->data_precision != 8) {
    snprintf(jpeg->message, sizeof jpeg->message, "%d bits a sample", library->data_precision);
    return CP_UNSUPPORTED;
  }
  library->dct_method = JDCT_ISLOW;
  library->do_fancy_upsampling = TRUE;
  size->width = library->image_width;
  size->height = library->image_height;
  return CP_OK;
}

int cp_jpeg_read(cp_jpeg *jpeg, uint8_t *target) {
  enum { BATCH = 16 };
  if (setjmp(jpeg->back) != 0) { return jpeg->status; }
  struct jpeg_decompress_struct *library = &jpeg->library;
  jpeg_start_decompress(library);
  size_t stride = (size_t)library->output_width * (size_t)library->output_components;
  while (library->output_scanline < library->output_height) {
    JSAMPROW rows[BATCH];
    JDIMENSION left = library->output_height - library->output_scanline;
    JDIMENSION count = left < BATCH ? left : BATCH;
    for (JDIMENSION row = 0; row < count; row++) { rows[row] = target + (library->output_scanline + row) * stride; }
    jpeg_read_scanlines(library, rows, count);
  }
  // To the end marker: without it the file is cut.
  jpeg_finish_decompress(library);
  return CP_OK;
}

const char *cp_jpeg_message(const cp_jpeg *jpeg) { return jpeg->message; }

void cp_jpeg_destroy(cp_jpeg *jpeg) {
  if (jpeg == NULL) { return; }
  if (setjmp(jpeg->back) == 0) { jpeg_destroy_decompress(&jpeg->library); }
  free(jpeg);
}
