import { library } from '../../tsup.base.ts';

export default library({ index: 'src/index.ts', 'decode/index': 'src/decode/index.ts', facts: 'src/facts.ts' });
