import { createOnsight } from 'onsight';

const names = [
  'golden-retriever-panting.jpg',
  'stack-of-pancakes.jpg',
  'eiffel-tower-paris.jpg',
  'red-crab-on-sand.jpg',
];

async function sample(name) {
  const response = await fetch(`/samples/${name}`);
  return new File([await response.blob()], name);
}

const status = document.querySelector('[role=status]');
try {
  const files = await Promise.all(names.map(sample));
  const onsight = await createOnsight();
  const library = await onsight.openLibrary('photos');
  await library.add(files);
  const hits = await library.search({ text: 'a dog on a walk' }, { limit: 20 });
  for (const hit of hits) {
    const item = document.createElement('li');
    item.textContent = hit.metadata.name;
    document.querySelector('ol').append(item);
  }
  status.textContent = `${hits.length} hits`;
} catch (error) {
  status.textContent = `${error.code ?? error.name}: ${error.message}`;
}
