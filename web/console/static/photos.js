// Photos as the form takes them: made small on the telephone where it can, for a slow network.

// whole is a photo as it is, where this browser cannot make it smaller: the server can.
async function whole(file) {
  const bytes = await file.arrayBuffer();
  const head = String.fromCharCode(...new Uint8Array(bytes.slice(0, 12)));
  if (!/^(\xff\xd8\xff|\x89PNG|RIFF....WEBP)/s.test(head)) throw new Error('no photo');
  return { bytes, type: file.type };
}

export async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch { return whole(file); }
  const scale = Math.min(1, 1920 / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement('canvas'), { width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((ok) => canvas.toBlob(ok, 'image/jpeg', 0.85));
  return blob ? { bytes: await blob.arrayBuffer(), type: 'image/jpeg' } : whole(file);
}

// drawn returns a small drawing of a photo.
export async function drawn(photo) {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', '活动照片');
  try {
    const picture = await createImageBitmap(new Blob([photo.bytes], { type: photo.type }));
    canvas.width = 240;
    canvas.height = Math.round(240 * picture.height / picture.width);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
  } catch { canvas.width = canvas.height = 120; }
  return canvas;
}
